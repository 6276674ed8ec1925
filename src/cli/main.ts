import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { shipped } from '../lib/paths.ts';
import { addCommands } from './commands.ts';
import { type GlobalFlags, openTerminal, type Streams, type Terminal } from './terminal.ts';

/**
 * Runs the command line.
 *
 * @param argv words after the program's name
 * @returns the exit code
 */
export const main = async (argv: readonly string[], streams: Streams = process): Promise<number> => {
  // Whoever read the output may leave (`| head`): the write that finds out says so, and nothing else need.
  streams.stdout.on('error', () => undefined);
  let code = 0;
  const program = createProgram(streams);
  addCommands(program, async (command) => {
    code = await command(openTerminal(streams, program.opts<GlobalFlags>()));
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    streams.stderr.write(`earshot: ${describe(error)}\n`);
    return 1;
  }
};

/** What the action of a command does. */
export type RunCommand = (command: (terminal: Terminal) => Promise<number>) => Promise<void>;

const logLevels = ['silent', 'error', 'warn', 'info', 'debug', 'trace'];

const createProgram = ({ stdout, stderr }: Streams): Command =>
  new Command('earshot')
    .description(
      'Hears what customers say about a brand in public, judges how urgent it is and rings the right person.',
    )
    .version(versionOf(shipped('package.json')), '-v, --version', 'show the version')
    .option('-c, --config <dir>', 'folder of the configuration (default: EARSHOT_CONFIG, or config)')
    .addOption(new Option('--log-level <level>', 'how much to tell on standard error').choices(logLevels))
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .showSuggestionAfterError()
    .exitOverride();

const versionOf = (file: string): string => {
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
};

// Those that only our own mistakes cause: their place matters more than their words.
const bugs = [TypeError, ReferenceError, RangeError];

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (bugs.some((kind) => error instanceof kind)) return error.stack ?? error.message;
  if ('code' in error && error.code === 'ENOENT' && 'path' in error) return `there is no file ${error.path}`;
  return error.message;
};
