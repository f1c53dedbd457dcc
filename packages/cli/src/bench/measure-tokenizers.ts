import { readFileSync } from 'node:fs';
import type { Tokenizer } from '@oneday/core';
import { tokenizerFromJson, trainByteLevelBpe, trainUnigram, trainWordPiece } from '@oneday/tokenizer';
import type { PatternName } from '@oneday/tokenizer';
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
  /** Most text to encode, in bytes; the files are taken again until there is so much. */
  readonly encodeBytes: number;
  readonly reference?: Reference | undefined;
  /** Called with each result. */
  readonly onTimes: (times: TokenizerTimes) => void;
}

/** The sizes that the trainers of the reference have, which cannot be told others. */
const BPE_SIZE = 30_000;
const UNIGRAM_SIZE = 8_000;
const DOCUMENT_UNITS = 4_000;
/** The reference is measured on so much of the text: it would take minutes for all of it. */
const REFERENCE_BYTES = 4e6;

const MEGABYTE = 1e6;

/**
 * Trains and encodes, each with a new tokenizer that knows nothing yet, in one thread, and beside it the reference,
 * which trains in as many threads as there are cores.
 *
 * @returns what was measured, in order
 */
export async function measureTokenizers(measurement: TokenizerMeasurement): Promise<readonly TokenizerTimes[]> {
  const { files, reference, onTimes } = measurement;
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const all: TokenizerTimes[] = [];
  const add = (what: string, ours: number, theirs: number | undefined) => {
    const times = { what, megabytesPerSecond: ours, ...(theirs !== undefined && {
      referenceMegabytesPerSecond: theirs, ratio: ours / theirs,
    }) };
    all.push(times);
    onTimes(times);
  };
  const trainers = {
    bpe: (lines: Iterable<string>) => trainByteLevelBpe(lines, { vocabSize: BPE_SIZE }),
    wordpiece: (lines: Iterable<string>) => trainWordPiece(lines, { vocabSize: BPE_SIZE }),
    unigram: (lines: Iterable<string>) => (
      trainUnigram(lines, { vocabSize: UNIGRAM_SIZE, normalizer: { type: 'NFKC' } })
    ),
  };
  const trained = new Map<string, Tokenizer>();
  for (const model of ['bpe', 'wordpiece', 'unigram'] as const) {
    const times = await bestTimes(measurement.rounds, async () => {
      trained.set(model, await trainers[model](linesOf(files.map((file) => readFileSync(file, 'utf8')))));
    }, reference && (() => reference.train(model, files)));
    add(`train ${model}`, bytes / MEGABYTE / times.ours, times.theirs && bytes / MEGABYTE / times.theirs);
  }
  const tokenizers: [string, Tokenizer][] = [['encode gpt2', trained.get('bpe')!]];
  for (const pattern of ['cl100k', 'o200k'] as const satisfies readonly PatternName[]) {
    tokenizers.push([`encode ${pattern}`, await trainByteLevelBpe(linesOf(texts), { vocabSize: BPE_SIZE, pattern })]);
  }
  tokenizers.push(['encode wordpiece', trained.get('wordpiece')!], ['encode unigram', trained.get('unigram')!]);
  const documents = documentsOf(texts, measurement.encodeBytes);
  const some = documentsOf(texts, Math.min(REFERENCE_BYTES, measurement.encodeBytes));
  for (const [what, tokenizer] of tokenizers) {
    const json = JSON.stringify(tokenizer);
    const times = await bestTimes(measurement.rounds, () => {
      const fresh = tokenizerFromJson(JSON.parse(json));
      return stopwatch(() => documents.texts.forEach((text) => fresh.encode(text)));
    }, reference && (() => {
      const encode = reference.encoder(json);
      return stopwatch(async () => {
        for (const text of some.texts) await encode(text);
      });
    }));
    add(what, documents.bytes / MEGABYTE / times.ours, times.theirs && some.bytes / MEGABYTE / times.theirs);
  }
  return all;
}

/** Each side in turn, and the least seconds of each. A side may give its own seconds, without what it prepares. */
async function bestTimes(
  rounds: number, ours: () => unknown, theirs: (() => unknown) | undefined,
): Promise<{ ours: number; theirs: number | undefined }> {
  const best = { ours: Infinity, theirs: theirs === undefined ? undefined : Infinity };
  for (let round = 0; round < rounds; round++) {
    best.ours = Math.min(best.ours, await secondsOf(ours));
    if (theirs !== undefined) best.theirs = Math.min(best.theirs!, await secondsOf(theirs));
  }
  return best;
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

function* linesOf(texts: readonly string[]): Generator<string, void> {
  for (const text of texts) yield* text.split(/(?<=\n)/);
}

function documentsOf(texts: readonly string[], mostBytes: number): { texts: readonly string[]; bytes: number } {
  const documents: string[] = [];
  let bytes = 0;
  while (bytes < mostBytes) {
    for (const text of texts) {
      for (let at = 0; at < text.length && bytes < mostBytes; at += DOCUMENT_UNITS) {
        const document = text.slice(at, at + DOCUMENT_UNITS);
        documents.push(document);
        bytes += Buffer.byteLength(document);
      }
    }
  }
  return { texts: documents, bytes };
}
