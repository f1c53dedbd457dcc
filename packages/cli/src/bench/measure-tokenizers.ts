import { readFileSync } from 'node:fs';
import type { Tokenizer } from '@oneday/core';
import { tokenizerFromJson, trainByteLevelBpe, trainUnigram, trainWordPiece } from '@oneday/tokenizer';
import type { PatternName } from '@oneday/tokenizer';
import { openTokenizerPool, trainByteLevelBpeInThreads } from '@oneday/tokenizer/node';
import { TrainingFile, documentsOf } from './bench-texts.ts';
import type { BenchDocuments } from './bench-texts.ts';
import type { Reference } from './reference-tokenizers.ts';

/** One measurement: the best time of each side, and how much faster ours is. */
export interface TokenizerTimes {
  /** What was done, e.g. `train bpe` or `encode cl100k`. */
  readonly what: string;
  /** Text in a second, in units of 10^6 bytes. */
  readonly megabytesPerSecond: number;
  readonly referenceMegabytesPerSecond?: number;
  readonly ratio?: number;
}

/** What is measured, and on what. */
export interface TokenizerMeasurement {
  readonly files: readonly string[];
  /** Each side is measured so often, in turn. */
  readonly rounds: number;
  /** Most text to train on, in bytes. */
  readonly trainBytes: number;
  /** Text to encode, in bytes; the files are taken again until there is so much. */
  readonly encodeBytes: number;
  /** Cores there are: threads that train, as in the reference, and that encode in the last measurement. */
  readonly threads: number;
  readonly reference?: Reference | undefined;
  /** Called with each result. */
  readonly onTimes: (times: TokenizerTimes) => void;
}

/** Seconds of each side. */
interface BestTimes {
  readonly ours: number;
  readonly theirs: number | undefined;
}

type ModelName = 'bpe' | 'wordpiece' | 'unigram';

/** The sizes that the trainers of the reference have, which cannot be told others. */
const BPE_SIZE = 30_000;
const UNIGRAM_SIZE = 8_000;
/** The reference is measured on so much of the text: it would take minutes for all of it. */
const REFERENCE_BYTES = 4e6;
/** Texts that a thread encodes at a time. */
const TEXTS_AT_ONCE = 128;

const MEGABYTE = 1e6;

/**
 * Trains, in as many threads as the reference where ours has more than one, and encodes in one thread, each time with a
 * new tokenizer that knows nothing yet. Compared is the time from a file to a tokenizer, and from a string to its ids:
 * `encode(text).ids` here, `getIds()` of what `encode(text)` gives there.
 *
 * @returns what was measured, in order
 */
export async function measureTokenizers(measurement: TokenizerMeasurement): Promise<readonly TokenizerTimes[]> {
  const { files, rounds, threads, reference, onTimes } = measurement;
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  using training = new TrainingFile(texts, measurement.trainBytes);
  const all: TokenizerTimes[] = [];
  const add = (what: string, bytes: number, { ours, theirs }: BestTimes, theirBytes = bytes) => {
    const megabytesPerSecond = bytes / MEGABYTE / ours;
    const referenceMegabytesPerSecond = theirs === undefined ? undefined : theirBytes / MEGABYTE / theirs;
    const times = { what, megabytesPerSecond, ...(referenceMegabytesPerSecond !== undefined && {
      referenceMegabytesPerSecond, ratio: megabytesPerSecond / referenceMegabytesPerSecond,
    }) };
    all.push(times);
    onTimes(times);
  };

  const trained = new Map<ModelName, Tokenizer>();
  for (const model of ['bpe', 'wordpiece', 'unigram'] as const) {
    const times = await bestTimes(rounds, async () => {
      trained.set(model, await trainers(threads)[model](training.lines()));
    }, reference && (() => reference.train(model, [training.path])));
    add(`train ${model}`, training.bytes, times);
  }

  const documents = documentsOf(texts, measurement.encodeBytes);
  const some = documentsOf(texts, Math.min(REFERENCE_BYTES, measurement.encodeBytes));
  for (const [what, json] of await tokenizersOf(trained, training)) {
    const times = await bestTimes(rounds, () => {
      const fresh = tokenizerFromJson(JSON.parse(json));
      return stopwatch(() => documents.texts.forEach((text) => fresh.encode(text).ids));
    }, reference && (() => {
      const encode = reference.encoder(json);
      return stopwatch(async () => {
        for (const text of some.texts) await encode(text);
      });
    }));
    add(`encode ${what}`, documents.bytes, times, some.bytes);
  }

  const bpe = trained.get('bpe')!;
  const workers = await bestTimes(rounds, () => secondsInWorkers(bpe, documents, threads));
  add(`encode gpt2, ${threads} workers`, documents.bytes, workers);
  const letters = 'a'.repeat(1e6);
  const adversarial = await bestTimes(rounds, () => {
    const fresh = tokenizerFromJson(JSON.parse(JSON.stringify(bpe)));
    return stopwatch(() => fresh.encode(letters).ids);
  });
  add('encode a million a', letters.length, adversarial);
  return all;
}

function trainers(threads: number): Readonly<Record<ModelName, (lines: Iterable<string>) => Promise<Tokenizer>>> {
  return {
    bpe: (lines) => trainByteLevelBpeInThreads(lines, { vocabSize: BPE_SIZE, threads }),
    wordpiece: (lines) => trainWordPiece(lines, { vocabSize: BPE_SIZE }),
    unigram: (lines) => trainUnigram(lines, { vocabSize: UNIGRAM_SIZE, normalizer: { type: 'NFKC' } }),
  };
}

/** What is encoded with, as JSON: Llama 3's is cl100k's pattern, with whole words before merges. */
async function tokenizersOf(
  trained: ReadonlyMap<ModelName, Tokenizer>, training: TrainingFile,
): Promise<[what: string, json: string][]> {
  const withPattern = (pattern: PatternName) => (
    trainByteLevelBpe(training.lines(), { vocabSize: BPE_SIZE, pattern })
  );
  const cl100k = (await withPattern('cl100k')).toJSON();
  const llama3 = { ...cl100k, model: { ...cl100k.model, ignore_merges: true } };
  const tokenizers = {
    gpt2: trained.get('bpe'), cl100k, llama3, o200k: await withPattern('o200k'),
    wordpiece: trained.get('wordpiece'), unigram: trained.get('unigram'),
  };
  return Object.entries(tokenizers).map(([what, tokenizer]) => [what, JSON.stringify(tokenizer)]);
}

/** Without the threads' start. */
async function secondsInWorkers(tokenizer: Tokenizer, { texts }: BenchDocuments, workers: number): Promise<number> {
  await using pool = openTokenizerPool(tokenizer, { workers });
  await Promise.all(Array.from({ length: 2 * workers }, () => pool.encode([''])));
  let next = 0;
  const encodeAll = async () => {
    while (next < texts.length) await pool.encode(texts.slice(next, next += TEXTS_AT_ONCE));
  };
  return await stopwatch(() => Promise.all(Array.from({ length: 2 * workers }, encodeAll)));
}

/** Each side in turn, and the least seconds of each. A side may give its own seconds, without what it prepares. */
async function bestTimes(rounds: number, ours: () => unknown, theirs?: () => unknown): Promise<BestTimes> {
  let best = Infinity;
  let theirBest = Infinity;
  for (let round = 0; round < rounds; round++) {
    best = Math.min(best, await secondsOf(ours));
    if (theirs !== undefined) theirBest = Math.min(theirBest, await secondsOf(theirs));
  }
  return { ours: best, theirs: theirs === undefined ? undefined : theirBest };
}

async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  const own = await work();
  return typeof own === 'number' ? own : (performance.now() - start) / 1000;
}

async function stopwatch(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
