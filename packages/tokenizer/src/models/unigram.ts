import { InvalidInputError, showValue } from '@oneday/core';
import type { Json, JsonObject, TokenizerComponentJson } from '@oneday/core';
import { booleanField, ownField, refusal } from '../json-fields.ts';
import type { FusedEncoder, Model, Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import type { TokenList } from '../pipeline/token-list.ts';
import { byteFallback, byteTokenIds } from './byte-fallback.ts';
import { chunkEncoder } from './chunk-encoder.ts';
import { NOTHING, TokenTrie } from './token-trie.ts';
import { MAX_VOCABULARY } from './vocabulary.ts';

/** A character without a token scores so much less than the worst token. */
const UNKNOWN_PENALTY = 10;

/** What a unigram model consists of. */
export interface UnigramParts {
  /** By id: each token and its score, the natural logarithm of its probability. */
  readonly vocabulary: readonly (readonly [token: string, score: number])[];
  /** Stands for characters without a token. Absent: such are refused. */
  readonly unknownId?: number;
  /** Characters without a token become the tokens of their bytes, `<0x00>` to `<0xFF>`, where all are there. */
  readonly byteFallback?: boolean;
}

/** A unigram language model (Kudo 2018): each piece becomes the tokens whose scores add up to the most. */
export class Unigram implements Model {
  readonly #parts: UnigramParts;
  readonly #ids = new Map<string, number>();
  readonly #trie: TokenTrie;
  readonly #scores: Float64Array;
  readonly #unknownScore: number;
  readonly #byteIds: readonly (number | undefined)[] | undefined;
  /** The best way to each boundary of the piece at hand: its score, its last token, and where that begins. */
  #bestScores = new Float64Array(1 << 8);
  #bestIds = new Int32Array(1 << 8);
  #bestStarts = new Int32Array(1 << 8);

  /** @throws InvalidInputError when `unknownId` is no id */
  constructor(parts: UnigramParts) {
    const { vocabulary, unknownId } = parts;
    if (unknownId !== undefined && !(Number.isInteger(unknownId) && unknownId >= 0 && unknownId < vocabulary.length)) {
      const rule = `unknownId must be an id in [0, ${vocabulary.length})`;
      throw new InvalidInputError(`Unigram: ${rule}; got ${showValue(unknownId)}`);
    }
    this.#parts = parts;
    this.#scores = Float64Array.from(vocabulary, ([, score]) => score);
    this.#unknownScore = this.#scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY;
    this.#trie = new TokenTrie(2 * vocabulary.length);
    for (const [id, [token]] of vocabulary.entries()) {
      this.#ids.set(token, id);
      if (token !== '') this.#trie.add(token, id);
    }
    if (parts.byteFallback === true) this.#byteIds = byteTokenIds((token) => this.#ids.get(token));
  }

  get idLimit(): number {
    return this.#scores.length;
  }

  tokenToId(token: string): number | undefined {
    return this.#ids.get(token);
  }

  idToToken(id: number): string | undefined {
    return this.#parts.vocabulary[id]?.[0];
  }

  tokenize(piece: string, output: TokenList): void {
    this.#findBest(piece);
    const { unknownId } = this.#parts;
    // From the end on, the boundaries of the tokens; characters without one that follow each other are one.
    const starts: number[] = [];
    for (let end = piece.length; end > 0;) {
      let start = this.#bestStarts[end]!;
      if (this.#bestIds[end] === unknownId) {
        while (start > 0 && this.#bestIds[start] === unknownId) start = this.#bestStarts[start]!;
      }
      starts.push(start);
      end = start;
    }
    for (let i = starts.length - 1; i >= 0; i--) {
      const start = starts[i]!;
      const end = i === 0 ? piece.length : starts[i - 1]!;
      const id = this.#bestIds[end]!;
      if (id !== unknownId) output.push(id, start, end);
      else this.#pushUnknown(piece.slice(start, end), start, unknownId, output);
    }
  }

  fuse(normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined): FusedEncoder | undefined {
    return chunkEncoder(this, normalizer, preTokenizer);
  }

  toJSON(): TokenizerComponentJson {
    const { unknownId = null, vocabulary, byteFallback: hasFallback = false } = this.#parts;
    const vocab = vocabulary.map(([token, score]): Json => [token, score]);
    return { type: 'Unigram', unk_id: unknownId, vocab, byte_fallback: hasFallback };
  }

  #findBest(piece: string): void {
    if (piece.length >= this.#bestScores.length) this.#grow(piece.length + 1);
    const [scores, ids, starts, trie] = [this.#bestScores, this.#bestIds, this.#bestStarts, this.#trie];
    const tokenScores = this.#scores;
    starts.fill(NOTHING, 0, piece.length + 1);
    scores[0] = 0;
    for (let start = 0; start < piece.length;) {
      const before = scores[start]!;
      const next = start + (piece.codePointAt(start)! > 0xffff ? 2 : 1);
      let hasOwnToken = false;
      let node = 0;
      for (let at = start; at < piece.length;) {
        node = trie.child(node, piece.charCodeAt(at++));
        if (node === NOTHING) break;
        const id = trie.value(node);
        if (id === NOTHING) continue;
        if (at === next) hasOwnToken = true;
        const score = before + tokenScores[id]!;
        if (starts[at] !== NOTHING && score <= scores[at]!) continue;
        scores[at] = score;
        ids[at] = id;
        starts[at] = start;
      }
      const unknownScore = before + this.#unknownScore;
      if (!hasOwnToken && (starts[next] === NOTHING || unknownScore > scores[next]!)) {
        if (this.#parts.unknownId === undefined) throw unknownCharacter(piece, start);
        scores[next] = unknownScore;
        ids[next] = this.#parts.unknownId;
        starts[next] = start;
      }
      start = next;
    }
  }

  /** Characters without tokens, which together may be one, or else their bytes, or the unknown token. */
  #pushUnknown(text: string, start: number, unknownId: number, output: TokenList): void {
    const id = this.#ids.get(text);
    const end = start + text.length;
    const bytes = id === undefined && this.#byteIds !== undefined ? byteFallback(text, this.#byteIds) : undefined;
    if (bytes === undefined) output.push(id ?? unknownId, start, end);
    else for (const byte of bytes) output.push(byte, start, end);
  }

  #grow(size: number): void {
    this.#bestScores = new Float64Array(2 * size);
    this.#bestIds = new Int32Array(2 * size);
    this.#bestStarts = new Int32Array(2 * size);
  }
}

function unknownCharacter(piece: string, at: number): InvalidInputError {
  const character = showValue(String.fromCodePoint(piece.codePointAt(at)!));
  return new InvalidInputError(`Unigram: every character must have a token, as unk_id is null; got ${character}`);
}

/** Reads a model of type Unigram. */
export function parseUnigram(json: JsonObject, where: string): Unigram {
  const vocab = ownField(json, 'vocab');
  if (!Array.isArray(vocab)) throw refusal(`${where}.vocab`, 'an array', vocab);
  if (vocab.length > MAX_VOCABULARY) throw refusal(`${where}.vocab`, `at most ${MAX_VOCABULARY} long`, vocab.length);
  const vocabulary = vocab.map((entry: unknown, i): readonly [string, number] => {
    if (!isScoredToken(entry)) throw refusal(`${where}.vocab[${i}]`, 'a token and its score', entry);
    return entry;
  });
  const unknownId = ownField(json, 'unk_id') ?? undefined;
  if (unknownId !== undefined && (typeof unknownId !== 'number' || vocabulary[unknownId] === undefined)) {
    throw refusal(`${where}.unk_id`, `null, or an id in [0, ${vocabulary.length})`, unknownId);
  }
  const hasFallback = booleanField(json, 'byte_fallback', false, `${where}.`);
  return new Unigram({ vocabulary, byteFallback: hasFallback, ...(unknownId !== undefined && { unknownId }) });
}

function isScoredToken(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string' && typeof entry[1] === 'number';
}
