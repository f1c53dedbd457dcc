import { InvalidInputError, showValue } from '@oneday/core';
import type { TokenizerComponentJson } from '@oneday/core';
import { Int32List } from '../int32-list.ts';
import { Merger } from '../merger.ts';
import type { Merge } from '../merger.ts';
import type { FusedEncoder, Model, Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import type { TokenList } from '../pipeline/token-list.ts';
import { byteFallback, byteTokenIds } from './byte-fallback.ts';
import { byteLevelEncoder } from './byte-level-encoder.ts';
import { chunkEncoder } from './chunk-encoder.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a BPE model consists of. */
export interface BpeParts {
  readonly vocabulary: Vocabulary;
  /** By rank, each pair once. */
  readonly merges: readonly Merge[];
  /** Stands for characters outside the vocabulary. Absent: such are left out, and what they part may merge. */
  readonly unknownToken?: string;
  /** Unknown characters side by side are one token. Default false. */
  readonly fuseUnknown?: boolean;
  /** Characters outside the vocabulary become the tokens of their bytes, where all are there. Default false. */
  readonly byteFallback?: boolean;
  /** A piece that is a token as a whole is that token, whatever the merges make of it. Default false. */
  readonly ignoreMerges?: boolean;
  /** Begins the characters of a piece but the first, as tokens. Absent: none. */
  readonly continuingSubwordPrefix?: string;
  /** Ends the last character of a piece, as a token. Absent: none. */
  readonly endOfWordSuffix?: string;
  /** With 1, nothing merges. Probabilities between would make ids random, and are refused. Default 0. */
  readonly dropout?: 0 | 1;
}

/** How many pieces are remembered with their tokens before all are forgotten. */
const MAX_REMEMBERED = 1 << 16;
/** Longer pieces hardly ever come twice. */
const MAX_REMEMBERED_UNITS = 64;

/** Byte-pair encoding (Sennrich et al. 2016) of the characters of a piece. */
export class Bpe implements Model {
  readonly #parts: BpeParts;
  /** Made for the first piece, as most models go another way. */
  #merger: Merger | undefined;
  readonly #unknownId: number | undefined;
  readonly #byteIds: readonly (number | undefined)[] | undefined;
  readonly #symbols = new Int32List();
  /** UTF-8 bytes of each symbol. */
  readonly #extents = new Int32List();
  /** By piece, its tokens: the id and the span of each. */
  readonly #remembered = new Map<string, Int32Array>();

  constructor(parts: BpeParts) {
    this.#parts = parts;
    const { unknownToken, vocabulary } = parts;
    this.#unknownId = unknownToken === undefined ? undefined : vocabulary.id(unknownToken);
    if (parts.byteFallback === true) this.#byteIds = byteTokenIds((token) => vocabulary.id(token));
  }

  get idLimit(): number {
    return this.#parts.vocabulary.idLimit;
  }

  tokenToId(token: string): number | undefined {
    return this.#parts.vocabulary.id(token);
  }

  idToToken(id: number): string | undefined {
    return this.#parts.vocabulary.token(id);
  }

  tokenize(piece: string, output: TokenList): void {
    const remembered = this.#remembered.get(piece);
    if (remembered !== undefined) {
      for (let i = 0; i < remembered.length; i += 3) {
        output.push(remembered[i]!, remembered[i + 1]!, remembered[i + 2]!);
      }
      return;
    }
    const first = output.length;
    this.#merge(piece, output);
    if (piece.length > MAX_REMEMBERED_UNITS) return;
    if (this.#remembered.size === MAX_REMEMBERED) this.#remembered.clear();
    const tokens = new Int32Array(3 * (output.length - first));
    for (let i = first, j = 0; i < output.length; i++) {
      tokens[j++] = output.ids.items[i]!;
      tokens[j++] = output.offsets.items[2 * i]!;
      tokens[j++] = output.offsets.items[2 * i + 1]!;
    }
    this.#remembered.set(piece, tokens);
  }

  fuse(normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined): FusedEncoder | undefined {
    const chunks = chunkEncoder(this, normalizer, preTokenizer);
    if (chunks !== undefined || normalizer !== undefined || preTokenizer === undefined) return chunks;
    return byteLevelEncoder(this.#parts, preTokenizer.toJSON());
  }

  toJSON(): TokenizerComponentJson {
    const { vocabulary, merges, unknownToken, continuingSubwordPrefix, endOfWordSuffix, dropout } = this.#parts;
    return {
      type: 'BPE',
      dropout: dropout ?? null,
      unk_token: unknownToken ?? null,
      continuing_subword_prefix: continuingSubwordPrefix ?? null,
      end_of_word_suffix: endOfWordSuffix ?? null,
      fuse_unk: this.#parts.fuseUnknown ?? false,
      byte_fallback: this.#parts.byteFallback ?? false,
      ignore_merges: this.#parts.ignoreMerges ?? false,
      vocab: vocabulary.toJSON(),
      merges: merges.map(([left, right]) => [vocabulary.token(left)!, vocabulary.token(right)!]),
    };
  }

  #merge(piece: string, output: TokenList): void {
    const whole = this.#parts.ignoreMerges === true ? this.#parts.vocabulary.id(piece) : undefined;
    if (whole !== undefined) {
      output.push(whole, 0, piece.length);
      return;
    }
    this.#symbols.truncate(0);
    this.#extents.truncate(0);
    this.#readSymbols(piece);
    const { items: symbols, length } = this.#symbols;
    const extents = this.#extents.items;
    const merger = this.#merger ??= new Merger(this.#parts.dropout === 1 ? [] : this.#parts.merges);
    const kept = merger.merge(symbols, length, extents);
    const bounds = isAscii(piece) ? undefined : unitsOfBytes(piece);
    for (let i = 0, from = 0; i < kept; i++) {
      const to = from + extents[i]!;
      if (bounds === undefined) output.push(symbols[i]!, from, to);
      else output.push(symbols[i]!, bounds.starts[from] ?? piece.length, bounds.ends[to - 1] ?? piece.length);
      from = to;
    }
  }

  /** The characters of a piece as tokens. Unknown ones wait, because those that follow may join them. */
  #readSymbols(piece: string): void {
    const { vocabulary, continuingSubwordPrefix = '', endOfWordSuffix = '', fuseUnknown = false } = this.#parts;
    let waiting = 0;
    const flush = () => {
      if (waiting > 0) this.#addSymbol(this.#unknownId!, waiting);
      waiting = 0;
    };
    for (let at = 0; at < piece.length;) {
      const point = piece.codePointAt(at)!;
      const end = at + (point > 0xffff ? 2 : 1);
      let token = piece.slice(at, end);
      if (at > 0) token = continuingSubwordPrefix + token;
      if (end === piece.length) token += endOfWordSuffix;
      const id = vocabulary.id(token);
      at = end;
      if (id !== undefined) {
        flush();
        this.#addSymbol(id, utf8Length(point));
        continue;
      }
      const bytes = this.#byteIds === undefined ? undefined : byteFallback(token, this.#byteIds);
      if (bytes !== undefined) {
        // As in the reference, an unknown character that waits goes on waiting.
        for (const byte of bytes) this.#addSymbol(byte, 1);
      } else if (this.#parts.unknownToken !== undefined) {
        if (this.#unknownId === undefined) throw unknownIsUnknown(this.#parts.unknownToken, token);
        if (!fuseUnknown) flush();
        waiting += utf8Length(point);
      }
    }
    flush();
  }

  #addSymbol(id: number, extent: number): void {
    this.#symbols.push(id);
    this.#extents.push(extent);
  }
}

function unknownIsUnknown(unknownToken: string, token: string): InvalidInputError {
  const rule = `${showValue(unknownToken)} is not in the vocabulary, and a character cannot do without`;
  return new InvalidInputError(`BPE: ${rule}; got ${showValue(token)}`);
}

function utf8Length(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}

/** For each UTF-8 byte of a text, where the character that holds it begins and ends, in UTF-16 units. */
function unitsOfBytes(text: string): { starts: Int32Array; ends: Int32Array } {
  const starts = new Int32Array(3 * text.length);
  const ends = new Int32Array(3 * text.length);
  let bytes = 0;
  for (let at = 0; at < text.length;) {
    const point = text.codePointAt(at)!;
    const end = at + (point > 0xffff ? 2 : 1);
    for (let i = utf8Length(point); i > 0; i--) {
      starts[bytes] = at;
      ends[bytes++] = end;
    }
    at = end;
  }
  return { starts: starts.subarray(0, bytes), ends: ends.subarray(0, bytes) };
}
