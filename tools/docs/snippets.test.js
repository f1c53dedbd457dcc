import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocksOf, stepsOf } from './page.mjs';
import { pages, toPython } from './pages.mjs';
import { firstMissing } from './shown-output.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const CODE = ['ts', 'js', 'console', 'py', 'html'];

/** Tests that run all blocks of a page in some languages. Pages that are in `pages.mjs` need no row. */
const RUN_BY = {
  'README.md': { js: 'packages/cli/e2e/readme.test.ts', console: 'packages/cli/e2e/readme.test.ts' },
  'docs/data.md': { ts: 'packages/data/src/node/data-page.test.ts', console: 'packages/cli/e2e/data.test.ts' },
  'docs/evaluation.md': { ts: 'packages/evaluator/src/evaluation-page.test.ts' },
  'docs/example-zh.md': { ts: 'packages/inference/src/inference-tests/example-page.test.ts' },
  'docs/tokenizer.md': { ts: 'packages/tokenizer/src/tokenizer-page.test.ts' },
  'docs/training.md': { ts: 'packages/trainer/src/training-tests/training-page.test.ts' },
};

/** What no test runs, and why. */
const NOT_RUN = {
  'docs/packages.md': { console: 'checks of what is packed, which need npm\'s registry and run for minutes' },
  'docs/playground.md': { console: 'serves a page, and opens it in a browser: a check of its own' },
  'docs/tokenizer.md': { console: 'longer runs of what packages/tokenizer holds by fixtures' },
  'docs/xla.md': { ts: 'needs a plugin; packages/backend-xla opens it so wherever there is one' },
};

/** All pages but the reference, which is written from doc comments. */
const documents = ['README.md', ...readdirSync(new URL('docs/', root), { recursive: true }).map(String)
  .filter((name) => name.endsWith('.md') && !name.startsWith('reference'))
  .map((name) => `docs/${name.replaceAll('\\', '/')}`)];

describe('every block of code in the documentation', () => {
  it.each(documents)('of %s is run by a test', (path) => {
    const languages = new Set(blocksOf(read(path)).map(({ language }) => language));
    const page = [...pages, toPython].find(({ name }) => path === `docs/${name}`);
    const whole = page !== undefined && page.commandsOnly !== true;
    const covered = whole ? CODE : [
      ...Object.keys(RUN_BY[path] ?? {}), ...Object.keys(NOT_RUN[path] ?? {}), ...(page ? ['console'] : []),
    ];
    expect([...languages].filter((language) => CODE.includes(language) && !covered.includes(language))).toEqual([]);
  });

  it.each(Object.entries(RUN_BY).flatMap(([path, tests]) => (
    Object.entries(tests).map(([language, test]) => [path, language, test])
  )))('of %s, in %s, is taken from the page by %s', (path, language, test) => {
    const source = read(test);
    expect(source).toContain(path.split('/').at(-1));
    expect(source.includes(`\`\`\`${language}`) || source.includes(`blocks('${language}')`)).toBe(true);
    expect(blocksOf(read(path)).some((block) => block.language === language)).toBe(true);
  });

  it('has a reason where no test runs it, and is there', () => {
    for (const [path, reasons] of Object.entries(NOT_RUN)) {
      const languages = blocksOf(read(path)).map(({ language }) => language);
      expect(languages).toEqual(expect.arrayContaining(Object.keys(reasons)));
    }
  });
});

describe('a page', () => {
  const page = [
    '# Page', '```ts', '// a.ts', 'export const a = 1;', '```', '```console', '$ node a.ts', '1', '…', '$ ls', '```',
  ].join('\n');

  it('is files and commands, in order', () => {
    expect(stepsOf(page)).toEqual([
      { kind: 'file', name: 'a.ts', source: '// a.ts\nexport const a = 1;\n' },
      { kind: 'command', command: 'node a.ts', run: 'node a.ts', output: ['1', '…'] },
      { kind: 'command', command: 'ls', run: 'ls', output: [] },
    ]);
  });

  it('names the file of every block of code', () => {
    expect(() => stepsOf(page.replace('// a.ts\n', ''))).toThrow('must begin with the name of its file');
  });
});

describe('what a page shows of a command', () => {
  it.each([
    ['the same lines', ['a', 'b'], ['a', 'b'], undefined],
    ['a decimal that is a little different', ['loss 0.18'], ['loss 0.19'], undefined],
    ['the first lines', ['a'], ['a', 'b'], undefined],
    ['lines further down', ['…', 'c'], ['a', 'b', 'c'], undefined],
    ['another decimal', ['loss 0.18'], ['loss 0.44'], 'loss 0.18'],
    ['another whole number', ['step 5'], ['step 6'], 'step 5'],
    ['lines in another order', ['b', 'a'], ['a', 'b'], 'b'],
    ['a line that is left out without saying so', ['a', 'c'], ['a', 'b', 'c'], 'c'],
    ['a line too many', ['a', 'b'], ['a'], 'b'],
  ])('may or may not be %s', (_, shown, printed, missing) => {
    expect(firstMissing(shown, printed, false)).toBe(missing);
  });

  it('may have other numbers where all are measured', () => {
    expect(firstMissing(['5 steps in 1.2 s'], ['71 steps in 30 s'], true)).toBe(undefined);
    expect(firstMissing(['5 steps in 1.2 s'], ['71 rows in 30 s'], true)).toBe('5 steps in 1.2 s');
  });
});
