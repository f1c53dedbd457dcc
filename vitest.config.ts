import { configDefaults, defineConfig } from 'vitest/config';

// Our packages resolve to their TypeScript source, as they do for the compiler; the rest is Vite's server default.
const conditions = ['@oneday/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['**/*.test.{ts,js}'],
    exclude: [...configDefaults.exclude, '**/dist/**', '**/e2e/**', '**/fixtures/**'],
    allowOnly: false,
    passWithNoTests: true,
    testTimeout: 30_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/test.json' },
  },
});
