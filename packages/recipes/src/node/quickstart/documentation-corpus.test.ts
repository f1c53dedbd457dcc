import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { drainDocuments } from '../../recipe-tests/text.ts';
import { documentationCorpus } from './documentation-corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-documentation-'));
afterAll(() => rmSync(folder, { recursive: true }));

let projects = 0;
function project(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = join(folder, `project-${++projects}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const prose = (about: string) => `# ${about}\n\n${`All about ${about}, line by line.\n`.repeat(20)}`;
const some = Object.fromEntries(
  ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't'].map((name) =>
    [`node_modules/${name}/README.md`, prose(name)]),
);

async function corpusOf(root: string, seed = 1) {
  const corpus = await documentationCorpus({ folder: root, seed });
  const documents = [...await drainDocuments(corpus.training), ...await drainDocuments(corpus.heldOut)];
  const sources = documents.map(({ source }) => source!).sort();
  return { ...corpus, sources };
}

describe('documentationCorpus', () => {
  it('takes Markdown and plain text of every package, scoped and nested ones too, and of pnpm\'s store', async () => {
    const { sources, report, splitBy } = await corpusOf(project({
      ...some,
      'node_modules/@scope/x/docs/guide.markdown': prose('guide'),
      'node_modules/a/node_modules/b/readme': prose('inner b'),
      'node_modules/.pnpm/y@1.0.0/node_modules/y/usage.txt': prose('y'),
      'node_modules/a/index.js': 'code',
      'node_modules/a/CMakeLists.txt': prose('cmake'),
      'node_modules/.cache/tool/README.md': prose('cache'),
      'node_modules/README.md': prose('no package'),
      'README.md': prose('the project itself'),
    }));
    expect(sources).toEqual([
      '.pnpm/y@1.0.0/node_modules/y/usage.txt', '@scope/x/docs/guide.markdown',
      ...Object.keys(some).map((path) => path.slice('node_modules/'.length)), 'a/node_modules/b/readme',
    ].sort());
    expect(report).toMatchObject({ files: 23, packages: 22, duplicates: 0, unreadable: 0 });
    expect(splitBy).toBe('package');
  });

  it('looks above for the nearest folder with packages', async () => {
    const root = project({ ...some, 'packages/own/node_modules/.vite/deps.json': '{}' });
    expect((await corpusOf(join(root, 'packages/own'))).report.origin).toBe(join(root, 'node_modules'));
  });

  it('leaves out and counts licences, duplicates, repeated paragraphs, binary, invalid and huge files', async () => {
    const licence = 'Permission is hereby granted, free of charge, to any person obtaining a copy of this software.';
    const terms = `${licence}\nThe software is provided as is, without warranty of any kind.`;
    const { sources, report } = await corpusOf(project({
      ...some,
      'node_modules/x/LICENSE.md': terms,
      'node_modules/x/copying.txt': terms,
      'node_modules/x/README.md': `${prose('x')}\n\n${terms}\n`,
      'node_modules/y/README.md': `${prose('y')}\n\n${terms}\n`,
      'node_modules/z/README.md': some['node_modules/a/README.md']!,
      'node_modules/z/binary.txt': Uint8Array.of(65, 0, 66),
      'node_modules/z/latin1.txt': Uint8Array.of(65, 0xe9, 66),
      'node_modules/z/empty.md': ' \n',
      'node_modules/z/huge.txt': prose('huge').repeat(3_000),
    }));
    expect(report).toMatchObject(
      { licences: 2, duplicates: 1, repeatedParagraphs: 1, notText: 3, tooLarge: 1, files: 22, unreadable: 0 },
    );
    expect(report.repeatedBytes).toBeGreaterThan(100);
    expect(sources).toContain('x/README.md');
  });

  it('follows no links: neither loops nor what is outside', async () => {
    const root = project({ ...some, 'outside/secret/README.md': prose('outside') });
    symlinkSync('..', join(root, 'node_modules/a/loop'));
    symlinkSync('../outside/secret', join(root, 'node_modules/linked'));
    symlinkSync('../../outside/secret/README.md', join(root, 'node_modules/b/linked.md'));
    expect((await corpusOf(root)).report).toMatchObject({ files: 20, packages: 20, unreadable: 0 });
  });

  // A path too long to be listed cannot be put together this way on Windows.
  it.skipIf(process.platform === 'win32')('counts folders that cannot be read and goes on', async () => {
    const root = project(some);
    // Made in two halves and put together: a path too long to be listed, for whoever runs this.
    const half = (name: string) => Array<string>(12).fill(name.repeat(200)).join('/');
    const [outer, inner] = [join(root, 'node_modules/deep', half('o')), join(root, half('i'))];
    mkdirSync(outer, { recursive: true });
    mkdirSync(inner, { recursive: true });
    renameSync(join(root, 'i'.repeat(200)), join(outer, 'inner'));
    const { report } = await corpusOf(root).finally(() => renameSync(join(outer, 'inner'), join(root, 'i')));
    expect(report).toMatchObject({ files: 20, unreadable: 1 });
  });

  it('gives the same split on every call, and another for another seed', async () => {
    const root = project(some);
    const heldOf = async (seed: number) => {
      const documents = await drainDocuments((await corpusOf(root, seed)).heldOut);
      return documents.map(({ source }) => source);
    };
    expect(await heldOf(1)).toEqual(await heldOf(1));
    expect(await heldOf(2)).not.toEqual(await heldOf(1));
  });

  it.each([
    ['no node_modules', {},
      /^recipe quickstart: no node_modules with packages in or above ".*"; run npm install there/],
    ['no documentation', { 'node_modules/a/index.js': '' },
      /^recipe quickstart: no documentation found, 0 files in ".*" looked at; name texts with --text$/],
    ['empty documentation', { 'node_modules/a/README.md': '' }, /no documentation found, 1 files in/],
  ])('says in one line that there is %s', async (_, files, message) => {
    const root = project({ 'package.json': '{}', ...files });
    const caller = 'recipe quickstart';
    const failure = await documentationCorpus({ folder: root, seed: 1, caller }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect((failure as Error).message).toMatch(message);
  });
});
