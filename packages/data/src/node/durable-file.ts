import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiskFullError, InvalidInputError } from '@oneday/core';

/** System errors that mean that no more can be written. */
const FULL: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than the system allows',
};

/** System errors that mean that there can be no such folder. */
const REFUSED: Readonly<Record<string, string>> = {
  EEXIST: 'a part of the path is no folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOENT: 'the system takes no folders there',
};

/** Runs what writes, and makes one line of a full disk. @throws DiskFullError, which `what` opens */
export async function namingFull<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const reason = FULL[(cause as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw cause;
    throw new DiskFullError(`${what}: ${reason}; what was finished before is whole; free some space`, { cause });
  }
}

/** Makes a folder, and those it lies in, where they are missing. @throws InvalidInputError when that cannot be done */
export async function makeFolder(path: string, caller: string): Promise<void> {
  try {
    await makeMissing(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const reason = REFUSED[code] ?? code;
    throw new InvalidInputError(`${caller}: the folder ${JSON.stringify(path)} cannot be made: ${reason}`, { cause });
  }
}

/** Node's own way to make the folders above, too, tries forever below `/proc`. */
async function makeMissing(path: string): Promise<void> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (status?.isDirectory() === true) return;
  if (status === undefined) await makeMissing(dirname(path));
  await mkdir(path);
}

/** Puts a finished temporary file in its place for good: either it or what was there before survives a crash. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  // Windows does not open folders; there, the file system journals the rename by itself.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(to));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Writes a text file whole or not at all. */
export async function writeTextDurably(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  try {
    const handle = await open(part, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await moveDurably(part, path);
  } catch (cause) {
    await rm(part, { force: true });
    throw cause;
  }
}
