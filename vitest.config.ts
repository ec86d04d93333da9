import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/nothing-left.ts'],
    // With vitest's own interception on, @oclif/test captures nothing.
    disableConsoleIntercept: true,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Two-core machines run the process tests beside the pure ones; more workers only make both late.
    maxWorkers: 2,
  },
});
