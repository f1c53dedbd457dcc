import { readdir, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { InvalidInputError, showValue } from '@oneday/core';
import { parsePathPattern } from './path-pattern.ts';
import { systemErrorReason } from './system-error.ts';

/** A file that was found. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
}

/** Most files that one source may have; beyond it, texts belong into fewer, larger files. */
const MAX_FILES = 1_000_000;

/**
 * The regular files that paths and patterns name, each once, in the order of their paths' UTF-16 units. A folder stands
 * for all files below it whose names, and their folders', do not begin with a dot. Links inside folders are not
 * followed, so nothing outside is read; a path that is named itself may be a link.
 *
 * @param patterns paths, folders or patterns (see `parsePathPattern`)
 * @throws InvalidInputError when one names nothing, or something unreadable, or no text is in any file
 */
export async function findFiles(patterns: string | readonly string[]): Promise<FoundFile[]> {
  const files = new Map<string, number>();
  const named = typeof patterns === 'string' ? [patterns] : patterns;
  for (const pattern of named) {
    for (const path of await pathsOf(pattern)) files.set(path, await sizeOf(path));
    if (files.size > MAX_FILES) {
      throw new InvalidInputError(`text files: at most ${MAX_FILES} files; ${showValue(pattern)} goes beyond`);
    }
  }
  const found = [...files].map(([path, bytes]) => ({ path, bytes }));
  if (found.every(({ bytes }) => bytes === 0)) {
    const what = found.length === 0 ? 'no path was given' : `all ${found.length} are empty`;
    throw new InvalidInputError(`text files ${showValue(named)}: ${what}; name files with text`);
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function pathsOf(pattern: string): Promise<string[]> {
  const parsed = parsePathPattern(pattern);
  if (parsed === undefined) {
    const status = await statusOf(pattern);
    if (status.isFile()) return [normalize(pattern)];
    if (!status.isDirectory()) {
      throw new InvalidInputError(`text file ${showValue(pattern)}: it is a pipe or device; name a regular file`);
    }
  }
  const folder = parsed?.folder ?? pattern;
  const paths = await listFolder(folder);
  const matching = parsed === undefined
    ? paths.filter((path) => !/(?:^|\/)\./u.test(path))
    : paths.filter((path) => parsed.matches(path));
  if (matching.length === 0) {
    const what = parsed === undefined ? 'the folder has no files' : 'no file matches';
    throw new InvalidInputError(`text files ${showValue(pattern)}: ${what}; links inside folders are not followed`);
  }
  return matching.map((path) => (folder === '.' ? path : join(folder, path)));
}

/** Regular files below a folder, relative to it, with `/` between the parts. */
async function listFolder(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const prefix = join(folder, '/').length;
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder === '.' ? 0 : prefix).replaceAll('\\', '/'));
  } catch (cause) {
    throw new InvalidInputError(`text files in ${JSON.stringify(folder)}: ${systemErrorReason(cause)}`, { cause });
  }
}

async function statusOf(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    throw new InvalidInputError(`text file ${JSON.stringify(path)}: ${systemErrorReason(cause)}`, { cause });
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await statusOf(path)).size;
}
