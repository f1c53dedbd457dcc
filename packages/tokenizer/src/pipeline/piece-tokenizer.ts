import type { Encoding } from '@oneday/core';
import type { AddedToken } from '../added-token.ts';
import { AddedTokenMatcher } from '../added-token-matcher.ts';
import { lazyEncoding } from '../encoding/lazy-encoding.ts';
import { AlignedText } from './aligned-text.ts';
import type { FusedEncoder, Model, Normalizer, PreTokenizer } from './contracts.ts';
import { TokenList } from './token-list.ts';

/** A long text's memory is not kept for the next: 4 MiB. */
const MAX_KEPT_TOKENS = 1 << 19;

/** What makes tokens of a text. */
export interface PieceTokenizerParts {
  readonly model: Model;
  readonly normalizer?: Normalizer | undefined;
  readonly preTokenizer?: PreTokenizer | undefined;
  readonly addedTokens: readonly AddedToken[];
}

/** Makes tokens of one text, without the post-processor. */
export class PieceTokenizer {
  readonly #parts: PieceTokenizerParts;
  /** Added tokens that are looked for in the text as it comes, */
  readonly #raw: AddedTokenMatcher;
  /** and those that are looked for in the normalized text. */
  readonly #normalized: AddedTokenMatcher;
  /** Made for the first text, as it may take tables of all tokens; null where there is none. */
  #fused: FusedEncoder | null | undefined;
  readonly #hasPlainText: boolean;
  // Used again for the next text, so that a short one costs no memory but its result's.
  #output = new TokenList();
  #idsAlone = new TokenList(false);

  constructor(parts: PieceTokenizerParts) {
    const { normalizer, addedTokens } = parts;
    const normalized = addedTokens.filter((token) => token.normalized);
    this.#parts = parts;
    this.#raw = new AddedTokenMatcher(addedTokens.filter((token) => !token.normalized));
    this.#normalized = new AddedTokenMatcher(normalized, ({ content }) => (
      normalizer === undefined ? content : normalizer.normalize(new AlignedText(content)).text
    ));
    this.#hasPlainText = normalizer === undefined || normalized.length === 0;
  }

  /** @param text in which a lone surrogate counts as U+FFFD */
  encode(text: string): Encoding {
    // Without a fused encoder, the spans come with the ids; with one, they cost more than asking again.
    if (this.#fusedEncoder() === null) return this.#encode(text);
    if (this.#idsAlone.length > MAX_KEPT_TOKENS) this.#idsAlone = new TokenList(false);
    const output = this.#idsAlone;
    this.#fill(text, output);
    return lazyEncoding({ ids: output.ids.toArray() }, () => this.#encode(text).offsets);
  }

  #encode(text: string): Encoding {
    if (this.#output.length > MAX_KEPT_TOKENS) this.#output = new TokenList();
    const output = this.#output;
    this.#fill(text, output);
    return { ids: output.ids.toArray(), offsets: output.offsets.toArray() };
  }

  #fill(text: string, output: TokenList): void {
    output.clear();
    for (const { start, end, id } of this.#raw.split(text)) {
      if (id === -1) this.#stretch(text.slice(start, end), start, output);
      else output.push(id, start, end);
    }
  }

  #stretch(text: string, start: number, output: TokenList): void {
    const { normalizer } = this.#parts;
    // A fused encoder sees the text as it is.
    const fused = this.#fusedEncoder();
    const isFused = fused !== null;
    const source = new AlignedText(isFused ? text : text.replace(/\p{Surrogate}/gu, '\ufffd'), start);
    const normalized = normalizer === undefined || isFused ? source : normalizer.normalize(source);
    for (const segment of this.#normalized.split(normalized.text)) {
      const piece = normalized.slice(segment.start, segment.end);
      if (segment.id !== -1) {
        output.push(segment.id, piece.originalStart(0), piece.originalEnd(piece.text.length));
      } else if (fused !== null) {
        fused(piece.text, piece.start, output);
      } else {
        this.#pieces(piece, output);
      }
    }
  }

  #fusedEncoder(): FusedEncoder | null {
    const { model, normalizer, preTokenizer } = this.#parts;
    return this.#fused ??= (this.#hasPlainText && model.fuse?.(normalizer, preTokenizer)) || null;
  }

  #pieces(text: AlignedText, output: TokenList): void {
    const { model, preTokenizer } = this.#parts;
    const pieces: AlignedText[] = [];
    if (preTokenizer === undefined) pieces.push(text);
    else preTokenizer.preTokenize(text, pieces);
    const { ids, offsets } = output;
    for (const piece of pieces) {
      const first = ids.length;
      model.tokenize(piece.text, output);
      const { items } = offsets;
      for (let i = 2 * first; i < 2 * ids.length; i += 2) {
        items[i] = piece.originalStart(items[i]!);
        items[i + 1] = piece.originalEnd(items[i + 1]!);
      }
    }
  }
}
