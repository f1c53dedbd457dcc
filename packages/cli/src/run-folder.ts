import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import type { TokenizerJson } from '@oneday/core';
import { journalLine } from '@oneday/trainer';
import type { TrainEvent } from '@oneday/trainer';

/** Most numbered names that are tried for a run. */
const MAX_RUNS = 100_000;

const LINE_FEED = 0x0a;

/**
 * The folder of a run, which holds all that is needed to explain it: `config.json`, `tokenizer.json`, `events.jsonl`,
 * and `checkpoints/`, which the store writes. A folder belongs to one run; what is there is never written over.
 */
export class RunFolder implements Disposable {
  readonly path: string;
  private readonly events: number;

  private constructor(path: string, isNew: boolean) {
    this.path = path;
    this.events = isNew ? openSync(join(path, 'events.jsonl'), 'wx') : openJournal(join(path, 'events.jsonl'));
  }

  /**
   * Makes the folder: the one that is asked for, or `runs/<name>`, numbered from 2 when there is one already.
   * @throws InvalidInputError when the one asked for exists, or it cannot be made
   */
  static create(asked: string | undefined, name: string): RunFolder {
    if (asked !== undefined) {
      if (makeFolder(asked)) return new RunFolder(asked, true);
      throw new InvalidInputError(`run folder ${JSON.stringify(asked)}: it exists already; name a new one with --out`);
    }
    for (let number = 1; number <= MAX_RUNS; number++) {
      const path = join('runs', number === 1 ? name : `${name}-${number}`);
      if (makeFolder(path)) return new RunFolder(path, true);
    }
    throw new InvalidInputError(`run folder "runs/${name}": ${MAX_RUNS} of them exist; name a new one with --out`);
  }

  /** The folder of a run that goes on. @throws InvalidInputError when its journal cannot be written */
  static open(path: string): RunFolder {
    return new RunFolder(path, false);
  }

  /** Writes `config.json`, or replaces it as a whole. */
  writeConfig(config: object): void {
    this.replaceFile('config.json', `${JSON.stringify(config, null, 2)}\n`);
  }

  writeTokenizer(tokenizer: TokenizerJson): void {
    this.replaceFile('tokenizer.json', `${JSON.stringify(tokenizer)}\n`);
  }

  /** Adds a line to `events.jsonl`, at once, so that a run that dies has told what it did. */
  addEvent(event: TrainEvent): void {
    writeSync(this.events, journalLine(event, new Date()));
  }

  /** Where the store keeps the checkpoint of a step. */
  checkpointPath(step: number): string {
    return join(this.path, 'checkpoints', `step-${String(step).padStart(8, '0')}`);
  }

  [Symbol.dispose](): void {
    closeSync(this.events);
  }

  private replaceFile(name: string, text: string): void {
    const path = join(this.path, name);
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }
}

/** Opens a journal to go on with it: a line that a killed run has torn is closed, so that the next begins anew. */
function openJournal(path: string): number {
  let file: number;
  try {
    file = openSync(path, 'a+');
  } catch (cause) {
    throw new InvalidInputError(`journal ${JSON.stringify(path)}: it cannot be written: ${codeOf(cause)}`, { cause });
  }
  const { size } = fstatSync(file);
  const last = new Uint8Array(1);
  if (size > 0) readSync(file, last, 0, 1, size - 1);
  if (size > 0 && last[0] !== LINE_FEED) writeSync(file, '\n');
  return file;
}

/** Makes a folder; false when something is there already. Of two processes that try, one gets it. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    throw refusal(path, cause);
  }
  try {
    mkdirSync(path);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw refusal(path, cause);
  }
}

function refusal(path: string, cause: unknown): InvalidInputError {
  const code = codeOf(cause);
  const reason = code === 'EEXIST' || code === 'ENOTDIR' ? 'a part of the path is no folder' : code;
  return new InvalidInputError(`run folder ${JSON.stringify(path)}: it cannot be made: ${reason}`, { cause });
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
