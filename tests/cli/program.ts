import { main } from '../../src/cli/main.ts';

// What bin/earshot.js does, on the sources instead of the build.
process.exitCode = await main(process.argv.slice(2));
