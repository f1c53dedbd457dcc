import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import config from '../../eslint.config.js';
import { layers } from './layers.js';

const root = fileURLToPath(new URL('fixtures/', import.meta.url));

/** Lints the fixture workspace with the configuration of this repository. */
async function lintFixtures() {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      ...config,
      { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
      { files: ['**/*.ts'], rules: { 'oneday/import-direction': ['error', { layers, root }] } },
    ],
  });
  const results = await eslint.lintFiles(['packages']);
  return new Map(results.map(({ filePath, messages }) => [
    relative(root, filePath).replaceAll('\\', '/'),
    messages.map(({ ruleId, message }) => `${ruleId}: ${message}`),
  ]));
}

describe('imports in a workspace that breaks the rules', () => {
  /** @type {Map<string, string[]>} */
  let problems;
  beforeAll(async () => {
    problems = await lintFixtures();
  });

  it.each([
    ['packages/core/src/upward.ts', 'core must not import @oneday/ops'],
    ['packages/core/src/built-in.ts', "'node:fs' is a Node built-in"],
    ['packages/ops/src/outside.ts', "'../../core/src/built-in.ts' leaves packages/ops"],
    ['packages/nn/src/names-a-backend.ts', 'nn must not import @oneday/backend-cpu; it may import: ops, core'],
    ['packages/nn/src/undeclared.ts', "'@oneday/ops' is not among the dependencies"],
    ['packages/data/src/loads-node-file.ts', "'./node-files.ts' runs in Node only"],
    ['packages/data/src/chicken.ts', 'import-x/no-cycle: Dependency cycle detected'],
    ['packages/data/src/egg.ts', 'import-x/no-cycle: Dependency cycle detected'],
  ])('%s fails: %s', (file, message) => {
    expect(problems.get(file)).toEqual([expect.stringContaining(message)]);
  });

  it.each(['packages/data/src/node-files.ts', 'packages/data/src/loads-node-file-late.ts'])('%s passes', (file) => {
    expect(problems.get(file)).toEqual([]);
  });
});

describe('the table of layers', () => {
  it('has no cycle: each package comes after all that it imports', () => {
    const depth = (name, path = []) => {
      expect(path, `cycle ${[...path, name].join(' → ')}`).not.toContain(name);
      return 1 + Math.max(0, ...layers[name].imports.map((next) => depth(next, [...path, name])));
    };
    for (const name of Object.keys(layers)) expect(depth(name)).toBeGreaterThan(0);
  });

  it('lets only the command and the page name a backend', () => {
    const naming = Object.keys(layers).filter((name) => layers[name].imports.some((to) => to.startsWith('backend-')));
    expect(naming).toEqual(['cli', 'playground']);
  });
});
