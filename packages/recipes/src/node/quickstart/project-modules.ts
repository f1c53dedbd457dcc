import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InvalidInputError } from '@oneday/core';

/**
 * The `node_modules` folder with at least one package in it that is nearest: in the folder given, or above it.
 *
 * @param caller opens the error line
 * @throws InvalidInputError when there is none
 */
export async function findProjectModules(folder: string, caller: string): Promise<string> {
  const start = resolve(folder);
  for (let at = start; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    if (await hasPackages(modules)) return modules;
    if (at === dirname(at)) break;
  }
  const next = 'run npm install there, or name texts with --text';
  throw new InvalidInputError(
    `${caller}: no node_modules with packages in or above ${JSON.stringify(start)}; ${next}`,
  );
}

async function hasPackages(modules: string): Promise<boolean> {
  try {
    if (!(await stat(modules)).isDirectory()) return false;
    const names = await readdir(modules);
    return names.some((name) => !name.startsWith('.') || name === '.pnpm');
  } catch {
    return false;
  }
}
