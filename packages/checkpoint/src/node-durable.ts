import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a new file, or over an old one, and returns when its bytes are on the disk. */
export async function writeDurably(path: string, parts: readonly (Uint8Array | string)[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    // On a handle, each writeFile goes on where the one before ended.
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Returns when a folder's entries (what was created, renamed or removed in it) are on the disk. */
export async function syncFolder(path: string): Promise<void> {
  // Windows neither needs nor allows it.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Renames within one file system and returns when that is on the disk. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

let temporaryFiles = 0;

/**
 * Replaces a file as a whole: after a crash at any moment, of the machine too, the path has either its old content or
 * the new one. Throws the system's errors: `fileError` makes one line of them.
 *
 * @param parts the new content, in order; texts are written as UTF-8
 */
export async function replaceFile(path: string, parts: readonly (Uint8Array | string)[]): Promise<void> {
  const temporary = `${path}.saving-${process.pid}-${++temporaryFiles}`;
  try {
    await writeDurably(temporary, parts);
    await renameDurably(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}
