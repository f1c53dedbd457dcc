import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentProblems } from './content-problems.mjs';
import { pack, packageFolders } from './pack.mjs';
import { parseReadme, readmeProblems } from './readme.mjs';
import { readSizes, sizeProblems } from './sizes.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** npm packs in seconds, but not on a machine that is busy with other tests. */
const PACKING_MS = 120_000;
const license = readFileSync(join(root, 'LICENSE'), 'utf8');

let temporary;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'oneday-packages-'));
});
afterAll(() => rmSync(temporary, { recursive: true }));

/** A package in a folder of its own, packed. */
function packFiles(name, files) {
  const folder = join(temporary, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return pack([folder], temporary)[0];
}

const readme = `# tidy

Tidies up.

\`\`\`console
$ npm install tidy other
\`\`\`

\`\`\`ts
import { tidy } from 'tidy';
console.log(tidy);
\`\`\`

\`\`\`text
1
\`\`\`

More in [a page](../../docs/page.md).
`;
const entry = { '@oneday/source': './src/index.ts', 'types': './dist/index.d.ts', 'default': './dist/index.js' };
const files = ['dist', 'CHANGELOG.md'];
const manifest = { name: 'tidy', version: '1.0.0', type: 'module', files, exports: { '.': entry } };
const tidy = {
  'package.json': JSON.stringify(manifest),
  'README.md': readme,
  'LICENSE': license,
  'dist/index.js': 'export const tidy = 1;\n',
  'dist/index.d.ts': 'export declare const tidy = 1;\n',
  'src/index.ts': 'export const tidy = 1;\n',
  'fixtures/numbers.json': '[1]\n',
};

describe('every package, packed', () => {
  let packages;
  beforeAll(() => {
    packages = pack(packageFolders(root), temporary);
  }, PACKING_MS);

  it('holds compiled code, its licence and its README, and nothing of tests', () => {
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.flatMap((packed) => contentProblems(packed, license))).toEqual([]);
  });

  it('has at most a tenth more than its size in the committed table', () => {
    expect(sizeProblems(packages, readSizes(new URL('sizes.json', import.meta.url)))).toEqual([]);
  });
});

describe('the content of a package', () => {
  it('is right where only compiled code and pages are packed', () => {
    expect(contentProblems(packFiles('tidy', tidy), license)).toEqual([]);
  });

  it('has the change log of a release, which does not count as growth', () => {
    const before = packFiles('unreleased', tidy);
    const after = packFiles('released', { ...tidy, 'CHANGELOG.md': '# tidy\n\n## 1.0.0\n' });
    expect(contentProblems(after, license)).toEqual([]);
    expect(after.files).toContain('CHANGELOG.md');
    expect(after.unpackedBytes).toBe(before.unpackedBytes);
  });

  it('is wrong where a change log would be left out', () => {
    const packed = packFiles('silent', { ...tidy, 'package.json': JSON.stringify({ ...manifest, files: ['dist'] }) });
    expect(contentProblems(packed, license)).toEqual([
      'tidy: CHANGELOG.md must be in "files"; a release writes it',
    ]);
  });

  it('is wrong wherever something leaks', () => {
    const packed = packFiles('leaky', {
      ...tidy,
      'package.json': JSON.stringify({ ...manifest, files: ['dist', 'fixtures', 'src', 'CHANGELOG.md'] }),
      'dist/index.js': 'export const tidy = 1;\n//# sourceMappingURL=index.js.map\n',
      'dist/index.js.map': '{}',
      'dist/index.test.js': '',
      'dist/parser-tests/cases.js': '',
      'dist/fixtures/cases.js': '',
    });
    const only = 'must not be packed; only compiled code, package.json, README.md, LICENSE, CHANGELOG.md';
    expect(contentProblems(packed, license)).toEqual([
      `tidy: dist/fixtures/cases.js ${only}`,
      `tidy: dist/index.js.map ${only}`,
      `tidy: dist/index.test.js ${only}`,
      `tidy: dist/parser-tests/cases.js ${only}`,
      `tidy: fixtures/numbers.json ${only}`,
      `tidy: src/index.ts ${only}`,
      'tidy: dist/index.js points to a source map, which is not packed',
    ]);
  });

  it('is wrong without what the manifest names, a licence or a README', () => {
    const { 'package.json': own, 'dist/index.js': code } = tidy;
    expect(contentProblems(packFiles('bare', { 'package.json': own, 'dist/index.js': code }), license)).toEqual([
      'tidy: dist/index.d.ts is named by package.json and is not packed; build first, or add it to "files"',
      "tidy: LICENSE must be there, equal to the root's",
      'tidy: README.md is missing',
    ]);
  });
});

describe('a README', () => {
  it('gives what to install, a program and its output', () => {
    expect(parseReadme(readme)).toEqual({
      installs: ['tidy', 'other'],
      program: "import { tidy } from 'tidy';\nconsole.log(tidy);\n",
      output: '1\n',
      commands: [],
    });
  });

  it('may show commands instead of a program', () => {
    const ofCommand = readme.replace(/```ts[\s\S]*?```/, '```console\n$ tidy --help\nusage\n$ tidy up\n```');
    expect(parseReadme(ofCommand).commands).toEqual(['tidy --help', 'tidy up']);
    expect(readmeProblems(ofCommand, 'tidy')).toEqual([]);
  });

  it.each([
    ['its name', '# tidy\n', '# Tidy\n', 'begin with "# tidy" and a sentence'],
    ['its installation', '$ npm install tidy', '$ npm install other', 'have a console block with "$ npm install tidy"'],
    ['a program', '```ts', '```js', 'show a ts program or console commands'],
    ['the output', '```text', '```json', 'follow its program with a text block of what it prints'],
    ['a short program', 'tidy);\n', `tidy);\n${'tidy;\n'.repeat(19)}`, 'keep its program within 20 lines; got 21'],
    ['a link', '../../docs/page.md', 'page.html', 'link to a page of the documentation'],
  ])('must have %s', (_, present, instead, rule) => {
    expect(readmeProblems(readme.replace(present, instead), 'tidy')).toEqual([`README.md must ${rule}`]);
  });
});

describe('the size of a package', () => {
  const packed = (unpackedBytes) => [{ name: 'tidy', unpackedBytes }];

  it.each([500, 1000, 1100])('may be %i bytes where the table has 1000', (bytes) => {
    expect(sizeProblems(packed(bytes), { tidy: 1000 })).toEqual([]);
  });

  it('may not grow by more than a tenth unseen', () => {
    expect(sizeProblems(packed(1160), { tidy: 1000 })).toEqual([
      expect.stringContaining('tidy: grew from 1000 to 1160 bytes, by 16 %'),
    ]);
  });

  it('is in the table for every package, and for no other', () => {
    expect(sizeProblems(packed(1000), { untidy: 1000 })).toEqual([
      expect.stringContaining('tidy: has no size in tools/packages/sizes.json'),
      expect.stringContaining('untidy: has a size in tools/packages/sizes.json, but is not published'),
    ]);
  });
});
