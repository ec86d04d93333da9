import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/nothing-left.ts'],
    // With vitest's own interception on, @oclif/test captures nothing.
    disableConsoleIntercept: true,
    // Where a machine is busy otherwise, ten server processes need half a minute only to start. What waits in vain knows
    // by itself, and says for what.
    testTimeout: 90_000,
    hookTimeout: 30_000,
    // A second, which is the default, is what metrics are kept for, and less than a busy machine needs for two servers.
    expect: { poll: { timeout: 20_000 } },
    // Two-core machines run the process tests beside the pure ones; more workers only make both late.
    maxWorkers: 2,
  },
});
