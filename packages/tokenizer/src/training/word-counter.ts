import { utf8ByteLength } from '@oneday/core';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import type { TextCounter } from './read-texts.ts';

const LONE_SURROGATES = /\p{Surrogate}/gu;

/** How often each piece occurs that a normalizer and a pre-tokenizer make of texts: all that training keeps of them. */
export class WordCounter implements TextCounter {
  readonly #normalizer: Normalizer | undefined;
  readonly #preTokenizer: PreTokenizer | undefined;
  readonly #counts = new Map<string, number>();
  #byteLength = 0;

  constructor(normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined) {
    this.#normalizer = normalizer;
    this.#preTokenizer = preTokenizer;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  get distinctPieces(): number {
    return this.#counts.size;
  }

  /** How often each piece occurs. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add(text: string): void {
    this.#byteLength += utf8ByteLength(text);
    const whole = new AlignedText(text.replace(LONE_SURROGATES, '\ufffd'));
    const normalized = this.#normalizer?.normalize(whole) ?? whole;
    const pieces: AlignedText[] = [];
    if (this.#preTokenizer !== undefined) this.#preTokenizer.preTokenize(normalized, pieces);
    else if (normalized.text !== '') pieces.push(normalized);
    for (const { text: piece } of pieces) this.#counts.set(piece, (this.#counts.get(piece) ?? 0) + 1);
  }
}
