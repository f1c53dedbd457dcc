import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import { fileError } from '@oneday/checkpoint/node';

/**
 * Makes a folder, and those above it. Node's own way tries forever below `/proc`.
 *
 * @param what the folder in messages
 * @returns the topmost one that was made, or undefined when it was there
 * @throws InvalidInputError where none can be made
 */
export function makeFolder(path: string, what: string): string | undefined {
  const above = dirname(path);
  const topmost = existsSync(above) ? undefined : makeFolder(above, what);
  try {
    mkdirSync(path);
    return topmost ?? path;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw fileError(what, cause);
    const reason = code === 'ENOENT' ? 'the system takes no folders there' : 'a part of the path is no folder';
    throw new InvalidInputError(`${what}: it cannot be made: ${reason}`, { cause });
  }
}
