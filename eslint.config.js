import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import stylistic from '@stylistic/eslint-plugin';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';
import { fileName } from './tools/lint/file-name.js';
import { importDirection } from './tools/lint/import-direction.js';
import { layers } from './tools/lint/layers.js';
import { textParser } from './tools/lint/text-parser.js';

const root = dirname(fileURLToPath(import.meta.url));
const sources = ['packages/*/src/**/*.ts'];
const typed = [...sources, 'packages/*/type-tests/**/*.ts', 'packages/*/e2e/**/*.ts'];
const assemblyScript = ['packages/*/kernels/**/*.ts'];
const tests = ['**/*.test.ts', '**/*-tests/**/*.ts', 'packages/*/e2e/**/*.ts'];

/** What holds for every file: names, size, imports and layout. */
const everywhere = {
  files: ['**/*.{ts,js,mjs}'],
  plugins: {
    '@stylistic': stylistic,
    'import-x': importX,
    oneday: { rules: { 'file-name': fileName, 'import-direction': importDirection } },
  },
  languageOptions: { parser: tseslint.parser },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  settings: {
    'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.mjs'] })],
  },
  rules: {
    'oneday/file-name': 'error',
    'oneday/import-direction': ['error', { layers, root }],
    'import-x/no-cycle': ['error', { ignoreExternal: true }],
    'import-x/no-default-export': 'error',
    'max-lines': ['error', 400],
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
    'eqeqeq': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    '@stylistic/arrow-parens': 'error',
    '@stylistic/comma-dangle': ['error', 'always-multiline'],
    '@stylistic/eol-last': 'error',
    '@stylistic/max-len': ['error', { code: 120, ignoreUrls: true }],
    '@stylistic/no-multiple-empty-lines': ['error', { max: 1, maxBOF: 0, maxEOF: 0 }],
    '@stylistic/no-tabs': 'error',
    '@stylistic/no-trailing-spaces': 'error',
    '@stylistic/object-curly-spacing': ['error', 'always'],
    '@stylistic/quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: 'always' }],
    '@stylistic/semi': 'error',
  },
};

/** What holds for the TypeScript that the compiler checks. */
const typeScript = {
  files: typed,
  extends: [tseslint.configs.recommended],
  rules: {
    '@typescript-eslint/await-thenable': 'error',
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/no-unnecessary-type-assertion': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  },
};

/** Each package is checked in its own compiler project, so that linting one does not load all. */
const projects = Object.keys(layers).map((name) => ({
  files: typed.map((pattern) => pattern.replace('*', name)),
  languageOptions: {
    parserOptions: { project: `packages/${name}/tsconfig.test.json`, tsconfigRootDir: root },
  },
}));

/** Exported symbols carry a doc comment; only the command prints. */
const published = {
  files: sources,
  ignores: tests,
  plugins: { jsdoc },
  rules: {
    'no-console': 'error',
    'jsdoc/require-jsdoc': ['error', {
      contexts: ['ExportNamedDeclaration[declaration]'],
      require: { FunctionDeclaration: false },
    }],
  },
};

/** Code that browsers load reads no global of Node. */
const portable = {
  files: sources,
  ignores: [...tests, 'packages/*/src/node*', 'packages/*/src/node/**', 'packages/cli/**'],
  rules: {
    'no-restricted-globals': ['error', ...['process', 'Buffer', 'global', 'setImmediate'].map((name) => (
      { name, message: 'Browsers do not have it; move the code to a file named src/node*.ts.' }
    ))],
  },
};

const allowances = [
  { files: assemblyScript, languageOptions: { parser: textParser } },
  { files: ['packages/cli/src/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['eslint.config.js', '**/*.config.ts'], rules: { 'import-x/no-default-export': 'off' } },
];

export default tseslint.config(
  { ignores: ['**/dist/', '**/generated/', '**/node_modules/', '.nx/', 'tools/lint/fixtures/'] },
  everywhere,
  typeScript,
  ...projects,
  published,
  portable,
  ...allowances,
);
