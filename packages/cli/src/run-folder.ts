import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import type { TokenizerJson } from '@oneday/core';
import { journalLine } from '@oneday/trainer';
import type { TrainEvent } from '@oneday/trainer';

/** Most numbered names that are tried for a run. */
const MAX_RUNS = 100_000;

/**
 * The folder of a run, which holds all that is needed to explain it: `config.json`, `tokenizer.json`, `events.jsonl`,
 * and `checkpoints/`, which the store writes. A folder belongs to one run; what is there is never written over.
 */
export class RunFolder implements Disposable {
  readonly path: string;
  private readonly events: number;

  private constructor(path: string) {
    this.path = path;
    this.events = openSync(join(path, 'events.jsonl'), 'wx');
  }

  /**
   * Makes the folder: the one that is asked for, or `runs/<name>`, numbered from 2 when there is one already.
   * @throws InvalidInputError when the one asked for exists, or it cannot be made
   */
  static create(asked: string | undefined, name: string): RunFolder {
    if (asked !== undefined) {
      if (makeFolder(asked)) return new RunFolder(asked);
      throw new InvalidInputError(`run folder ${JSON.stringify(asked)}: it exists already; name a new one with --out`);
    }
    for (let number = 1; number <= MAX_RUNS; number++) {
      const path = join('runs', number === 1 ? name : `${name}-${number}`);
      if (makeFolder(path)) return new RunFolder(path);
    }
    throw new InvalidInputError(`run folder "runs/${name}": ${MAX_RUNS} of them exist; name a new one with --out`);
  }

  /** Writes `config.json`, or replaces it as a whole. */
  writeConfig(config: object): void {
    const path = join(this.path, 'config.json');
    writeFileSync(`${path}.new`, `${JSON.stringify(config, null, 2)}\n`);
    renameSync(`${path}.new`, path);
  }

  writeTokenizer(tokenizer: TokenizerJson): void {
    writeFileSync(join(this.path, 'tokenizer.json'), `${JSON.stringify(tokenizer)}\n`);
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
