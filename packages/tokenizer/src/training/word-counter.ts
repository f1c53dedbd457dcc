import { utf8ByteLength } from '@oneday/core';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import { encodeUtf8 } from '../utf8-encoder.ts';
import type { Utf8 } from '../utf8-encoder.ts';
import { AsciiPieces } from './ascii-pieces.ts';
import type { TextCounter } from './read-texts.ts';
import { isPlainAfter, isPlainBefore } from './space-cuts.ts';
import type { SpaceCuts } from './space-cuts.ts';
import { WordBatches } from './word-batches.ts';

const LONE_SURROGATES = /\p{Surrogate}/gu;
const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** The block of the common Chinese characters, and the first of the three bytes that they have. */
const FIRST_CHINESE = 0x4e00;
const CHINESE_COUNT = 0x5200;
const CHINESE_LEAD = 0xe4;
const LAST_CHINESE_LEAD = 0xe9;

/** Longer words, in bytes, are not likely to come again. */
const LONGEST_WORD = 96;
/** Engines may keep a shorter part of a string as a reference to the whole; from here on they do. */
const LONG_KEY = 13;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What `WordCounter` is told. */
export interface WordCounting {
  readonly normalizer: Normalizer | undefined;
  readonly preTokenizer: PreTokenizer | undefined;
  /** The `spaceCuts` of the two; absent, texts are not cut. */
  readonly cuts?: SpaceCuts | undefined;
}

/**
 * How often each piece occurs that a normalizer and a pre-tokenizer make of texts: all that training keeps of them.
 *
 * Where texts can be cut into words before that, each distinct word goes through the two once, at the end.
 */
export class WordCounter implements TextCounter {
  readonly #counting: WordCounting;
  readonly #pieces = new Map<string, number>();
  /** Words that are still to be cut into pieces. */
  readonly #words = new WordBatches();
  readonly #chinese = new Float64Array(CHINESE_COUNT);
  #byteLength = 0;

  constructor(counting: WordCounting) {
    this.#counting = counting;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  get distinctPieces(): number {
    return this.#pieces.size + this.#words.size;
  }

  /** How often each piece occurs, after `finish`. */
  get counts(): ReadonlyMap<string, number> {
    return this.#pieces;
  }

  add(text: string): void {
    const { cuts } = this.#counting;
    if (cuts === undefined) {
      this.#byteLength += utf8ByteLength(text);
      this.#cut(text.replace(LONE_SURROGATES, '\ufffd'), 1);
      return;
    }
    const utf8 = encodeUtf8(text);
    this.#byteLength += utf8.length;
    this.#addWords(utf8, cuts);
  }

  * finish(): Generator<undefined, void> {
    for (const [i, count] of this.#chinese.entries()) {
      if (count > 0) addTo(this.#pieces, String.fromCharCode(FIRST_CHINESE + i), count);
    }
    const ascii = new AsciiPieces((text) => this.#piecesOf(text));
    for (const { text, count } of this.#words.take(ascii)) {
      this.#cut(text, count);
      yield;
    }
    for (const [piece, count] of ascii.counts()) this.#pieces.set(piece, (this.#pieces.get(piece) ?? 0) + count);
  }

  #addWords(text: Utf8, { spaces, chinese }: SpaceCuts): void {
    const { bytes, length } = text;
    const lead = chinese ? CHINESE_LEAD : Infinity;
    const isCut = spaces === 'any'
      ? (at: number) => isWhite(bytes[at]!)
      : (at: number) => bytes[at] === SPACE && isPlainBefore(bytes, at) && isPlainAfter(bytes, at + 1, length);
    let start = 0;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!;
      if (byte <= SPACE) {
        if (!isCut(at)) continue;
        this.#addWord(text, start, at, spaces);
        start = at + 1;
      } else if (byte >= lead && byte <= LAST_CHINESE_LEAD) {
        const point = ((byte & 0xf) << 12) | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f);
        if (point >= FIRST_CHINESE) {
          this.#addWord(text, start, at, spaces);
          start = at + 3;
          this.#chinese[point - FIRST_CHINESE]! += 1;
        }
        at += 2;
      }
    }
    this.#addWord(text, start, length, spaces);
  }

  #addWord(text: Utf8, start: number, end: number, spaces: SpaceCuts['spaces']): void {
    if (start >= end) return;
    const { bytes } = text;
    const isWhole = spaces === 'any' || (isPlainAfter(bytes, start, end) && isPlainBefore(bytes, end));
    if (isWhole && end - start <= LONGEST_WORD) this.#words.add(text, start, end);
    else this.#cut(decoder.decode(bytes.subarray(start, end)), 1);
  }

  #cut(text: string, count: number): void {
    for (const piece of this.#piecesOf(text)) addTo(this.#pieces, piece, count);
  }

  #piecesOf(text: string): string[] {
    const { normalizer, preTokenizer } = this.#counting;
    const whole = new AlignedText(text);
    const normalized = normalizer?.normalize(whole) ?? whole;
    const pieces: AlignedText[] = [];
    if (preTokenizer !== undefined) preTokenizer.preTokenize(normalized, pieces);
    else if (normalized.text !== '') pieces.push(normalized);
    return pieces.map((piece) => piece.text);
  }
}

function isWhite(byte: number): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB;
}

/** A new key is copied, so that it does not keep the text in memory that it is a part of. */
function addTo(counts: Map<string, number>, key: string, count: number): void {
  const before = counts.get(key);
  if (before !== undefined) counts.set(key, before + count);
  else counts.set(key.length < LONG_KEY ? key : decoder.decode(encoder.encode(key)), count);
}
