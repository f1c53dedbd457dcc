/** Compiled programs on disk. */
import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/** What compiles faster is not worth a file. */
const SHORTEST_MILLISECONDS = 500;
const DIGEST_BYTES = 32;
const DEFAULT_MOST_BYTES = 2 * 2 ** 30;

/** Options of {@link ProgramCache}. */
export interface ProgramCacheOptions {
  readonly folder: string;
  /** What programs here depend on besides their text: plugin, device, processor. */
  readonly surroundings: readonly string[];
  /** Bytes of all files together; the ones that were not used for longest go first. Default: 2 GiB. */
  readonly mostBytes?: number;
  /** Told once, in one line, when nothing can be kept. */
  readonly warn: (line: string) => void;
}

/**
 * Files named by a hash of the program's text and its surroundings. Each begins with the sha256 of what follows; one
 * that is torn is removed and compiled anew. Trouble with the disk costs time, never a run.
 */
export class ProgramCache {
  private readonly options: ProgramCacheOptions;
  private hasWarned = false;

  constructor(options: ProgramCacheOptions) {
    this.options = options;
  }

  /** Whether a program that took so long to compile is kept. */
  isWorth(milliseconds: number): boolean {
    return milliseconds >= SHORTEST_MILLISECONDS;
  }

  /** The program kept for this text; undefined when there is none that is whole. */
  async read(text: string): Promise<Uint8Array | undefined> {
    const path = this.pathOf(text);
    try {
      const file = await readFile(path);
      const bytes = new Uint8Array(file.subarray(DIGEST_BYTES));
      if (file.length <= DIGEST_BYTES || !digestOf(bytes).equals(file.subarray(0, DIGEST_BYTES))) {
        await rm(path, { force: true });
        return undefined;
      }
      await utimes(path, new Date(), new Date());
      return bytes;
    } catch {
      return undefined;
    }
  }

  /** Keeps a program; a file is either whole or not there. */
  async write(text: string, bytes: Uint8Array): Promise<void> {
    const { folder, warn } = this.options;
    const temporary = join(folder, `${randomUUID()}.part`);
    try {
      makeFolder(folder);
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(digestOf(bytes));
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.pathOf(text));
      await this.prune();
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      if (this.hasWarned) return;
      this.hasWarned = true;
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(reason);
      const advice = isFull ? 'the disk is full; free some space, or set' : `${reason}; set`;
      warn(`compiled programs are not kept in ${folder}: ${advice} ONEDAY_CACHE to another folder`);
    }
  }

  private async prune(): Promise<void> {
    const { folder, mostBytes = DEFAULT_MOST_BYTES } = this.options;
    const files = await Promise.all((await readdir(folder)).map(async (name) => {
      const path = join(folder, name);
      const status = await stat(path).catch(() => undefined);
      return { path, bytes: status?.size ?? 0, usedAt: status?.mtimeMs ?? 0 };
    }));
    let total = 0;
    for (const { path, bytes } of files.sort((a, b) => b.usedAt - a.usedAt)) {
      total += bytes;
      if (total > mostBytes) await rm(path, { force: true });
    }
  }

  private pathOf(text: string): string {
    const hash = createHash('sha256');
    for (const part of [...this.options.surroundings, text]) hash.update(`${part.length}:${part}`);
    return join(this.options.folder, `${hash.digest('hex')}.bin`);
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
