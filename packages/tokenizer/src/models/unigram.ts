import { InvalidInputError, showValue } from '@oneday/core';
import type { Json, JsonObject, TokenizerComponentJson } from '@oneday/core';
import { booleanField, ownField, refusal } from '../json-fields.ts';
import type { FusedEncoder, Model, Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import type { TokenList } from '../pipeline/token-list.ts';
import { byteFallback, byteTokenIds } from './byte-fallback.ts';
import { chunkEncoder } from './chunk-encoder.ts';
import { scoreAsRead } from './score-as-read.ts';
import { TokenTrie } from './token-trie.ts';
import { UnigramPath } from './unigram-path.ts';
import { MAX_VOCABULARY } from './vocabulary.ts';

/** Scores beyond it, which no probability has, could add up to infinity. */
const MAX_SCORE = 1e100;

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
  readonly #path: UnigramPath;
  readonly #byteIds: readonly (number | undefined)[] | undefined;

  /** @throws InvalidInputError when `unknownId` is no id */
  constructor(parts: UnigramParts) {
    const { vocabulary, unknownId } = parts;
    if (unknownId !== undefined && !(Number.isInteger(unknownId) && unknownId >= 0 && unknownId < vocabulary.length)) {
      const rule = `unknownId must be an id in [0, ${vocabulary.length})`;
      throw new InvalidInputError(`Unigram: ${rule}; got ${showValue(unknownId)}`);
    }
    this.#parts = parts;
    for (const [id, [token]] of vocabulary.entries()) this.#ids.set(token, id);
    const scores = Float64Array.from(vocabulary, ([, score]) => scoreAsRead(score));
    this.#path = new UnigramPath(new TokenTrie(this.#ids), scores, unknownId);
    if (parts.byteFallback === true) this.#byteIds = byteTokenIds((token) => this.#ids.get(token));
  }

  get idLimit(): number {
    return this.#parts.vocabulary.length;
  }

  tokenToId(token: string): number | undefined {
    return this.#ids.get(token);
  }

  idToToken(id: number): string | undefined {
    return this.#parts.vocabulary[id]?.[0];
  }

  tokenize(piece: string, output: TokenList): void {
    this.tokenizeRun('', piece, 0, piece.length, 0, output);
  }

  tokenizeRun(lead: string, text: string, from: number, to: number, start: number, output: TokenList): void {
    const path = this.#path;
    const length = lead.length + to - from;
    const units = path.unitsFor(length);
    for (let i = 0; i < lead.length; i++) units[i] = lead.charCodeAt(i);
    for (let i = lead.length, at = from; at < to; i++, at++) units[i] = text.charCodeAt(at);
    path.search(length);
    const { unknownId } = this.#parts;
    let count = 0;
    let hasUnknown = false;
    for (let end = length; end > 0; end = path.startOf(end)) {
      count++;
      if (path.idOf(end) === unknownId) hasUnknown = true;
    }
    if (hasUnknown) this.#pushFused(lead + text.slice(from, to), start, output);
    else pushPath(path, length, count, start, output);
  }

  fuse(normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined): FusedEncoder | undefined {
    return chunkEncoder(this, normalizer, preTokenizer);
  }

  toJSON(): TokenizerComponentJson {
    const { unknownId = null, vocabulary, byteFallback: hasFallback = false } = this.#parts;
    const vocab = vocabulary.map(([token, score]): Json => [token, score]);
    return { type: 'Unigram', unk_id: unknownId, vocab, byte_fallback: hasFallback };
  }

  /** The tokens of the path, with characters without one that follow each other as one. */
  #pushFused(piece: string, shift: number, output: TokenList): void {
    const path = this.#path;
    const { unknownId } = this.#parts;
    const bounds = [piece.length];
    for (let end = piece.length; end > 0;) {
      let start = path.startOf(end);
      if (path.idOf(end) === unknownId) {
        while (start > 0 && path.idOf(start) === unknownId) start = path.startOf(start);
      }
      bounds.push(start);
      end = start;
    }
    for (let i = bounds.length - 1; i > 0; i--) {
      const [start, end] = [bounds[i]!, bounds[i - 1]!];
      const id = path.idOf(end);
      if (id !== unknownId) output.push(id, start + shift, end + shift);
      else this.#pushUnknown(piece.slice(start, end), start + shift, unknownId, output);
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
}

/** Adds the tokens of a path, which are `count`, from the last to the first. */
function pushPath(path: UnigramPath, length: number, count: number, shift: number, output: TokenList): void {
  let at = output.ids.reserve(count) + count;
  const ids = output.ids.items;
  for (let end = length; end > 0; end = path.startOf(end)) ids[--at] = path.idOf(end);
  if (!output.hasOffsets) return;
  at = output.offsets.reserve(2 * count) + 2 * count;
  const offsets = output.offsets.items;
  for (let end = length; end > 0; end = path.startOf(end)) {
    offsets[--at] = end + shift;
    offsets[--at] = path.startOf(end) + shift;
  }
}

/** Reads a model of type Unigram. */
export function parseUnigram(json: JsonObject, where: string): Unigram {
  const vocab = ownField(json, 'vocab');
  if (!Array.isArray(vocab)) throw refusal(`${where}.vocab`, 'an array', vocab);
  if (vocab.length > MAX_VOCABULARY) throw refusal(`${where}.vocab`, `at most ${MAX_VOCABULARY} long`, vocab.length);
  const vocabulary = vocab.map((entry: unknown, i): readonly [string, number] => {
    if (isScoredToken(entry)) return entry;
    throw refusal(`${where}.vocab[${i}]`, `a token and its score, within ±${MAX_SCORE}`, entry);
  });
  const unknownId = ownField(json, 'unk_id') ?? undefined;
  if (unknownId !== undefined && (typeof unknownId !== 'number' || vocabulary[unknownId] === undefined)) {
    throw refusal(`${where}.unk_id`, `null, or an id in [0, ${vocabulary.length})`, unknownId);
  }
  const hasFallback = booleanField(json, 'byte_fallback', false, `${where}.`);
  return new Unigram({ vocabulary, byteFallback: hasFallback, ...(unknownId !== undefined && { unknownId }) });
}

function isScoredToken(entry: unknown): entry is [string, number] {
  if (!Array.isArray(entry) || entry.length !== 2) return false;
  const [token, score]: readonly unknown[] = entry;
  return typeof token === 'string' && typeof score === 'number' && Math.abs(score) <= MAX_SCORE;
}
