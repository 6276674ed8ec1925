import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// The long runs that kill and restart everything for minutes; not part of `npm test`.
export default defineConfig({
  test: {
    ...base.test,
    include: ['tests/chaos/**/*.test.ts'],
    exclude: ['node_modules/**'],
    testTimeout: 600_000,
    passWithNoTests: true,
  },
});
