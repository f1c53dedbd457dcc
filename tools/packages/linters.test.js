import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publintProblems, typesProblems } from './linters.mjs';
import { pack, packageFolders } from './pack.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** npm packs in seconds, but not on a machine that is busy with other tests. */
const PACKING_MS = 120_000;

let temporary;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'oneday-linters-'));
});
afterAll(() => rmSync(temporary, { recursive: true }));

describe('every package, packed', () => {
  it('is as publint and arethetypeswrong want it', async () => {
    const packages = pack(packageFolders(root), temporary);
    expect(packages.length).toBeGreaterThan(10);
    for (const packed of packages) {
      expect([...await publintProblems(packed), ...await typesProblems(packed)]).toEqual([]);
    }
  }, PACKING_MS);
});

describe('a package whose types come too late, and one of them not at all', () => {
  let packed;
  beforeAll(() => {
    const folder = join(temporary, 'untidy');
    const entries = {
      '.': { default: './dist/index.js', types: './dist/index.d.ts' },
      './node': { types: './dist/node.d.ts', default: './dist/node.js' },
    };
    const manifest = { name: 'untidy', version: '1.0.0', type: 'module', files: ['dist'], exports: entries };
    mkdirSync(join(folder, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'dist/index.js'), 'export const untidy = 1;\n');
    writeFileSync(join(folder, 'dist/index.d.ts'), 'export declare const untidy = 1;\n');
    writeFileSync(join(folder, 'dist/node.js'), 'export const untidy = 1;\n');
    [packed] = pack([folder], temporary);
  }, PACKING_MS);

  it('is refused by publint', async () => {
    const problems = await publintProblems(packed);
    expect(problems).toContainEqual(expect.stringContaining('types should be the first in the object'));
    expect(problems).toContainEqual(expect.stringContaining('./dist/node.d.ts but the file does not exist'));
  });

  it('is refused by arethetypeswrong, once for each resolution', async () => {
    expect(await typesProblems(packed)).toEqual(['untidy: ./node No types', 'untidy: ./node No types']);
  });
});
