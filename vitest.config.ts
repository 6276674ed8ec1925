import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/redis-server.ts'],
    setupFiles: ['tests/support/seed.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    // Modules are loaded once per worker, not once per file: no test may leave anything behind in them.
    isolate: false,
    maxWorkers: 2,
    reporters: ['default'],
  },
});
