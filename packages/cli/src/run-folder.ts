import { mkdirSync, rmSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileError, lockFolder, replaceFile } from '@oneday/checkpoint/node';
import { InvalidInputError, showValue } from '@oneday/core';
import type { TokenizerJson } from '@oneday/core';
import { RunJournal } from './run-journal.ts';

/** Most numbered names that are tried for a run. */
const MAX_RUNS = 100_000;

/**
 * The folder of a run, which holds all that is needed to explain it: `config.json`, `tokenizer.json`, `events.jsonl`,
 * and `checkpoints/`, which the store writes. It is locked until it is disposed of: one process at a time writes to it.
 * What is there is never written over but as a whole.
 */
export class RunFolder implements Disposable {
  readonly path: string;
  private readonly lock: Disposable;
  /** The topmost folder that was made for it; undefined for a run that goes on. */
  private readonly made: string | undefined;

  private constructor(path: string, lock: Disposable, made?: string) {
    this.path = path;
    this.lock = lock;
    this.made = made;
  }

  /**
   * Makes the folder: the one that is asked for, or `runs/<name>`, numbered from 2 when there is one already.
   * @throws InvalidInputError when the one asked for exists, or it cannot be made
   */
  static async create(asked: string | undefined, name: string): Promise<RunFolder> {
    const names = asked === undefined ? numberedNames(name) : [asked];
    for (const path of names) {
      const made = makeFolder(path);
      if (made === undefined) continue;
      try {
        return new RunFolder(path, await lockRun(path), made);
      } catch (error) {
        removeEmpty(path, made);
        throw error;
      }
    }
    const [what, rule] = asked === undefined
      ? [join('runs', name), `${MAX_RUNS} of them exist`]
      : [asked, 'it exists already'];
    throw new InvalidInputError(`run folder ${showValue(what)}: ${rule}; name a new one with --out`);
  }

  /**
   * The folder of a run that goes on.
   * @throws FolderBusyError when another process is at work on it
   * @throws InvalidInputError when there is no such folder, or it must not be written to
   */
  static async open(path: string): Promise<RunFolder> {
    return new RunFolder(path, await lockRun(path));
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

  /** Where the store keeps the checkpoint of a step. */
  checkpointPath(step: number): string {
    return join(this.path, 'checkpoints', `step-${String(step).padStart(8, '0')}`);
  }

  /** Takes the folder away again, where it is new and no more than a configuration is in it. */
  discard(): void {
    this[Symbol.dispose]();
    if (this.made === undefined) return;
    rmSync(join(this.path, 'config.json'), { force: true });
    removeEmpty(this.path, this.made);
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

function lockRun(path: string): Promise<Disposable> {
  return lockFolder(path, `run ${showValue(path)}`);
}

function* numberedNames(name: string): Generator<string> {
  for (let number = 1; number <= MAX_RUNS; number++) yield join('runs', number === 1 ? name : `${name}-${number}`);
}

/**
 * Makes a folder, and those above it; gives the topmost one that was made, or undefined when something is there
 * already. Of two processes that try, one gets it.
 */
function makeFolder(path: string): string | undefined {
  const what = `run folder ${showValue(path)}`;
  let above: string | undefined;
  try {
    above = mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST' && codeOf(cause) !== 'ENOTDIR') throw fileError(what, cause);
    throw new InvalidInputError(`${what}: it cannot be made: a part of the path is no folder`, { cause });
  }
  try {
    mkdirSync(path);
    return above ?? path;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return undefined;
    throw fileError(what, cause);
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
