import { utf8ByteLength } from '@oneday/core';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import type { TextCounter } from './read-texts.ts';
import { isPlain } from './space-cuts.ts';
import type { SpaceCuts } from './space-cuts.ts';

const LONE_SURROGATES = /\p{Surrogate}/gu;
const SPACE = 0x20;
/** The block of the common Chinese characters. */
const FIRST_CHINESE = 0x4e00;
const CHINESE_COUNT = 0x5200;

/** Longer words are not likely to come again. */
const LONGEST_WORD = 64;
/** Engines may keep a shorter part of a string as a reference to the whole; from here on they do. */
const LONG_KEY = 13;
/** Words cut between two yields. */
const WORDS_A_YIELD = 256;

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
  readonly #words = new Map<string, number>();
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
    this.#byteLength += utf8ByteLength(text);
    const whole = text.replace(LONE_SURROGATES, '\ufffd');
    const { cuts } = this.#counting;
    if (cuts === undefined) this.#cut(whole, 1);
    else this.#addWords(whole, cuts);
  }

  * finish(): Generator<undefined, void> {
    for (const [i, count] of this.#chinese.entries()) {
      if (count > 0) addTo(this.#pieces, String.fromCharCode(FIRST_CHINESE + i), count);
    }
    // Words of one count can be cut together.
    const byCount = new Map<number, string[]>();
    for (const [word, count] of this.#words) {
      const same = byCount.get(count);
      if (same === undefined) byCount.set(count, [word]);
      else same.push(word);
    }
    this.#words.clear();
    for (const [count, words] of byCount) {
      for (let i = 0; i < words.length; i += WORDS_A_YIELD) {
        this.#cut(words.slice(i, i + WORDS_A_YIELD).join(' '), count);
        yield;
      }
    }
  }

  #addWords(text: string, { spaces, chinese }: SpaceCuts): void {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === SPACE) {
        if (spaces === 'plain' && !(isPlain(text.charCodeAt(at - 1)) && isPlain(text.charCodeAt(at + 1)))) continue;
        this.#addWord(text, start, at, spaces);
        start = at + 1;
      } else if (chinese && unit >= FIRST_CHINESE && unit < FIRST_CHINESE + CHINESE_COUNT) {
        this.#addWord(text, start, at, spaces);
        start = at + 1;
        this.#chinese[unit - FIRST_CHINESE]! += 1;
      }
    }
    this.#addWord(text, start, text.length, spaces);
  }

  #addWord(text: string, start: number, end: number, spaces: SpaceCuts['spaces']): void {
    if (start === end) return;
    const word = text.slice(start, end);
    const isWhole = spaces === 'any' || (isPlain(text.charCodeAt(start)) && isPlain(text.charCodeAt(end - 1)));
    if (isWhole && end - start <= LONGEST_WORD) addTo(this.#words, word, 1);
    else this.#cut(word, 1);
  }

  #cut(text: string, count: number): void {
    const { normalizer, preTokenizer } = this.#counting;
    const whole = new AlignedText(text);
    const normalized = normalizer?.normalize(whole) ?? whole;
    const pieces: AlignedText[] = [];
    if (preTokenizer !== undefined) preTokenizer.preTokenize(normalized, pieces);
    else if (normalized.text !== '') pieces.push(normalized);
    for (const { text: piece } of pieces) addTo(this.#pieces, piece, count);
  }
}

/** A new key is copied, so that it does not keep the text in memory that it is a part of. */
function addTo(counts: Map<string, number>, key: string, count: number): void {
  const before = counts.get(key);
  if (before !== undefined) counts.set(key, before + count);
  else counts.set(key.length < LONG_KEY ? key : decoder.decode(encoder.encode(key)), count);
}
