import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSteps } from './page.mjs';
import { pages, toPython } from './pages.mjs';
import { runPage, writeGiven } from './run-page.mjs';
import { commandEnvironment, inWorkspace, linkModules } from './workspace.mjs';

const root = new URL('../../', import.meta.url);
const python = process.env.PYTHON ?? 'python3';
/** The longest page takes half a minute on two cores that do nothing else. */
const PAGE_MS = 240_000;

/** Folders of pages, by name. */
const folders = new Map();
afterAll(() => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
});

function folderOf({ name, follows, given = () => ({}) }) {
  if (follows !== undefined) return folders.get(follows);
  const folder = mkdtempSync(join(tmpdir(), 'oneday-docs-'));
  folders.set(name, folder);
  linkModules(root, folder);
  writeGiven(folder, given(root));
  return folder;
}

function run(page) {
  const instead = inWorkspace(root, python);
  return runPage(readSteps(root, page), { folder: folderOf(page), env: commandEnvironment(root), instead });
}

function pythonHasModules() {
  const imports = 'import torch, transformers, tokenizers, safetensors';
  return spawnSync(python, ['-c', imports], { stdio: 'ignore' }).status === 0;
}

describe('the documentation', () => {
  it.each(pages.map((page) => [page.name, page]))('docs/%s does what it says', async (_, page) => {
    const printed = await run(page);
    expect(printed.size).toBeGreaterThan(0);
  }, PAGE_MS);

  it.skipIf(!pythonHasModules())('docs/to-python.md takes a model to Python, which writes the same', async () => {
    const printed = await run(toPython);
    const [theirs, ours] = [...printed.values()].slice(-2);
    expect(theirs.split('\n').at(-1)).toBe(ours);
  }, PAGE_MS);
});
