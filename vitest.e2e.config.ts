import { defineConfig } from 'vitest/config';

// End-to-end tests start the built command as a user would, so they wait longer and run one file at a time.
export default defineConfig({
  test: {
    include: ['**/e2e/**/*.test.ts'],
    allowOnly: false,
    passWithNoTests: true,
    fileParallelism: false,
    testTimeout: 300_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/e2e.json' },
  },
});
