import { defineConfig } from 'vitest/config';

// Our packages resolve to their TypeScript source, as they do for the compiler; the rest is Vite's server default.
const conditions = ['@oneday/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['**/src/**/*.test.ts'],
    passWithNoTests: true,
    testTimeout: 30_000,
  },
});
