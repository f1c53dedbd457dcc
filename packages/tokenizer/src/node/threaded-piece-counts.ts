import type { Worker } from 'node:worker_threads';
import type { TokenWords } from '../merge-learner.ts';
import { PieceCounts } from '../piece-counts.ts';
import type { PatternName } from '../known-patterns.ts';
import type { PieceCounter } from '../train-byte-level-bpe.ts';
import { TextBlock } from '../text-block.ts';
import type { TextsInBlock } from '../text-block.ts';
import type { CountedBlocks, PieceCountStart } from './piece-count-worker.ts';
import { startWorker } from './start-worker.ts';

/** Blocks that wait at a thread, so that it never does. */
const WAITING_BLOCKS = 2;

interface Thread {
  readonly worker: Worker;
  readonly done: Int32Array<SharedArrayBuffer>;
  sent: number;
}

/** Counts pieces in this thread and others: blocks go to one that has few, else they are counted here. */
export class ThreadedPieceCounts implements PieceCounter, AsyncDisposable {
  readonly #counts: PieceCounts;
  readonly #addPrefixSpace: boolean;
  readonly #threads: readonly Thread[];
  #sentBytes = 0;
  /** What ended a thread: its counts are lost. */
  #failure: Error | undefined;
  #block = new TextBlock();

  /** @param threads all of them, this one too */
  constructor(pattern: PatternName, addPrefixSpace: boolean, threads: number) {
    this.#counts = new PieceCounts(pattern, addPrefixSpace);
    this.#addPrefixSpace = addPrefixSpace;
    this.#threads = Array.from({ length: threads - 1 }, () => {
      const done = new Int32Array(new SharedArrayBuffer(4));
      const worker = startWorker('piece-count-worker', { pattern, done } satisfies PieceCountStart);
      worker.on('error', (cause: Error) => {
        this.#failure ??= cause;
      });
      worker.on('exit', () => {
        this.#failure ??= hasEnded();
      });
      return { worker, done, sent: 0 };
    });
  }

  get byteLength(): number {
    return this.#counts.byteLength + this.#sentBytes + this.#block.byteLength;
  }

  /** Of this thread, until all are counted. */
  get distinctPieces(): number {
    return this.#counts.distinctPieces;
  }

  /** @throws what ended a thread, when it is seen */
  add(text: string): void {
    const needsSpace = this.#addPrefixSpace && text.length > 0 && !text.startsWith(' ');
    const whole = needsSpace ? ` ${text}` : text;
    if (this.#block.add(whole)) return;
    this.#passOn();
    if (!this.#block.add(whole)) this.#counts.add(whole);
  }

  /** Waits for the other threads. @throws what ended one */
  async toWords(byteIds: Int32Array): Promise<TokenWords> {
    this.#passOn();
    const answers = await Promise.all(this.#threads.map(({ worker }) => answerOf(worker)));
    this.#sentBytes = 0;
    for (const { counted, byteLength } of answers) this.#counts.merge(counted, byteLength);
    return this.#counts.toWords(byteIds);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #passOn(): void {
    if (this.#failure !== undefined) throw this.#failure;
    const { bytes, bounds, byteLength } = this.#block;
    if (bounds.length === 0) return;
    const free = this.#threads.find(({ sent, done }) => sent - Atomics.load(done, 0) < WAITING_BLOCKS);
    if (free === undefined) this.#counts.addBlock(this.#block);
    else {
      free.worker.postMessage({ bytes, bounds, byteLength } satisfies TextsInBlock, [bytes.buffer, bounds.buffer]);
      free.sent++;
      this.#sentBytes += byteLength;
    }
    this.#block = new TextBlock();
  }
}

function answerOf(worker: Worker): Promise<CountedBlocks> {
  worker.ref();
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject).once('exit', () => reject(hasEnded()));
    worker.postMessage(undefined);
  });
}

function hasEnded(): Error {
  return new Error('trainByteLevelBpeInThreads: a thread ended before it gave its counts');
}
