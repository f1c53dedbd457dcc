import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

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
  const handle = await open(part, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await moveDurably(part, path);
}
