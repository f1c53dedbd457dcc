import { readdirSync, rmSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileError, lockFolder, replaceFile } from '@oneday/checkpoint/node';
import { FolderBusyError, InvalidInputError, showValue } from '@oneday/core';
import type { TokenizerJson } from '@oneday/core';
import { makeFolder } from './make-folder.ts';
import { RunJournal } from './run-journal.ts';

/** Most numbered names that are tried for a run. */
const MAX_RUNS = 100_000;

/** What a process that is killed while it replaces a file leaves of it. */
const HALF_FILE = /^(?:config\.json|tokenizer\.json|report\.html)\.saving-[-\d]+$/;

/**
 * The folder of a run, with all that explains it and that it goes on from: `config.json`, `tokenizer.json`, `data/`
 * with the tokens of its text, `events.jsonl`, and `checkpoints/`, which the store writes. It is locked until it is
 * disposed of: one process at a time writes to it. What is there is never written over but as a whole.
 */
export class RunFolder implements Disposable {
  readonly path: string;
  private readonly lock: Disposable;
  /** The topmost folder that was made for it; undefined for one that was there. */
  private readonly made: string | undefined;

  private constructor(path: string, lock: Disposable, made?: string) {
    this.path = path;
    this.lock = lock;
    this.made = made;
  }

  /**
   * Makes the folder: the one that is asked for, or `runs/<name>`, numbered from 2 when there is one already. An empty
   * folder will do, and so will one whose run was killed before it had a configuration.
   *
   * @throws InvalidInputError when the one asked for has something in it, or it cannot be made
   * @throws FolderBusyError when another process is just making the one asked for
   */
  static async create(asked: string | undefined, name: string): Promise<RunFolder> {
    for (const path of asked === undefined ? numberedNames(name) : [asked]) {
      const folder = await RunFolder.begin(path).catch((error: unknown) => {
        if (asked === undefined && error instanceof FolderBusyError) return undefined;
        throw error;
      });
      if (folder !== undefined) return folder;
    }
    const [what, rule] = asked === undefined
      ? [join('runs', name), `${MAX_RUNS} of them exist`]
      : [asked, 'it exists already'];
    throw new InvalidInputError(`run folder ${showValue(what)}: ${rule}; name a new one with --out`);
  }

  /** Makes and takes a folder; undefined when something is in it. */
  private static async begin(path: string): Promise<RunFolder | undefined> {
    const made = makeFolder(path, `run folder ${showValue(path)}`);
    if (!isUnused(path)) return undefined;
    try {
      const folder = new RunFolder(path, await lockRun(path), made);
      // Another process may have been faster, and may be done by now.
      if (isUnused(path)) return folder;
      folder[Symbol.dispose]();
      return undefined;
    } catch (error) {
      if (made !== undefined) removeEmpty(path, made);
      throw error;
    }
  }

  /**
   * The folder of a run that goes on. What writes that were cut short have left in it is taken away.
   * @throws FolderBusyError when another process is at work on it
   * @throws InvalidInputError when there is no such folder, or it must not be written to
   */
  static async open(path: string): Promise<RunFolder> {
    const folder = new RunFolder(path, await lockRun(path));
    for (const name of readdirSync(path)) if (HALF_FILE.test(name)) rmSync(join(path, name), { force: true });
    return folder;
  }

  /** Writes `config.json`, or replaces it as a whole. @throws DiskFullError */
  writeConfig(config: object): Promise<void> {
    return this.replaceFile('config.json', `${JSON.stringify(config, null, 2)}\n`);
  }

  /** Writes `tokenizer.json`, or replaces it as a whole. @throws DiskFullError */
  writeTokenizer(tokenizer: TokenizerJson): Promise<void> {
    return this.replaceFile('tokenizer.json', `${JSON.stringify(tokenizer)}\n`);
  }

  /** `events.jsonl`, to be written on. @throws InvalidInputError when it cannot be written, DiskFullError */
  openJournal(): RunJournal {
    return RunJournal.open(join(this.path, 'events.jsonl'));
  }

  /** Where the tokens of the run's text are. */
  get dataPath(): string {
    return dataPathOf(this.path);
  }

  /** Where the store keeps the checkpoint of a step. */
  checkpointPath(step: number): string {
    return join(this.path, 'checkpoints', `step-${String(step).padStart(8, '0')}`);
  }

  /** Takes a new folder away again, in which there is only a configuration and data; one that was there stays. */
  discard(): void {
    for (const path of [this.dataPath, `${this.dataPath}.copying`, join(this.path, 'config.json')]) {
      rmSync(path, { recursive: true, force: true });
    }
    this[Symbol.dispose]();
    if (this.made !== undefined) removeEmpty(this.path, this.made);
  }

  /** Lets other processes have the folder. */
  [Symbol.dispose](): void {
    this.lock[Symbol.dispose]();
  }

  private async replaceFile(name: string, text: string): Promise<void> {
    const path = join(this.path, name);
    try {
      await replaceFile(path, [text]);
    } catch (cause) {
      throw fileError(showValue(path), cause);
    }
  }
}

/** Where the tokens of the text of the run in a folder are. */
export function dataPathOf(runFolder: string): string {
  return join(runFolder, 'data');
}

function lockRun(path: string): Promise<Disposable> {
  return lockFolder(path, `run ${showValue(path)}`);
}

function* numberedNames(name: string): Generator<string> {
  for (let number = 1; number <= MAX_RUNS; number++) yield join('runs', number === 1 ? name : `${name}-${number}`);
}

/** Whether a folder has nothing in it but what a process has left that was killed right after it began. */
function isUnused(path: string): boolean {
  try {
    return readdirSync(path).every((name) => name.startsWith('.lock-') || HALF_FILE.test(name));
  } catch (cause) {
    // A file.
    if (codeOf(cause) === 'ENOTDIR') return false;
    throw fileError(`run folder ${showValue(path)}`, cause);
  }
}

/** Removes a folder and those above it up to `top`, until one of them has something in it, which stays. */
function removeEmpty(path: string, top: string): void {
  try {
    for (let folder = resolve(path); folder !== dirname(resolve(top)); folder = dirname(folder)) rmdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
  }
}

function codeOf(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException).code;
}
