import { ByteStringTable } from './byte-string-table.ts';
import { Int32List } from './int32-list.ts';
import { mergePiece } from './merge-piece.ts';
import type { MergeTable } from './merge-table.ts';
import type { PieceScanner } from './piece-scanner.ts';

/** When so many different pieces are remembered, all are forgotten: a bound without bookkeeping for each lookup. */
const MAX_CACHED_PIECES = 1 << 17;

/** Longer pieces hardly ever come twice. Together with the bound above: at most 16 MiB of pieces. */
const MAX_CACHED_BYTES = 128;

/** Cuts UTF-8 into pieces and merges each into token ids, remembering those of the pieces it has seen. */
export class PieceEncoder {
  readonly #pieceEnd: PieceScanner;
  readonly #byteIds: Int32Array;
  readonly #merges: MergeTable;
  readonly #pieces = new ByteStringTable();
  /** Ids of remembered piece i: ids[bounds[i], bounds[i + 1]). */
  readonly #bounds = new Int32List();
  readonly #ids = new Int32List();

  /**
   * @param pieceEnd where pieces end
   * @param byteIds token of each of the 256 bytes
   * @param merges what becomes of neighbouring tokens
   */
  constructor(pieceEnd: PieceScanner, byteIds: Int32Array, merges: MergeTable) {
    this.#pieceEnd = pieceEnd;
    this.#byteIds = byteIds;
    this.#merges = merges;
    this.#forget();
  }

  /** Adds the ids of the first `length` bytes, which are valid UTF-8, to `output`. */
  encode(bytes: Uint8Array, length: number, output: Int32List): void {
    const pieceEnd = this.#pieceEnd;
    for (let from = 0; from < length;) {
      const to = pieceEnd(bytes, from, length);
      if (to - from === 1) output.push(this.#byteIds[bytes[from]!]!);
      else if (to - from > MAX_CACHED_BYTES) this.#merge(bytes, from, to, output);
      else this.#look(bytes, from, to, output);
      from = to;
    }
  }

  #look(bytes: Uint8Array, from: number, to: number, output: Int32List): void {
    const known = this.#pieces.size;
    const piece = this.#pieces.add(bytes, from, to);
    if (piece === known) {
      this.#merge(bytes, from, to, this.#ids);
      this.#bounds.push(this.#ids.length);
    }
    const first = this.#bounds.items[piece]!;
    const end = this.#bounds.items[piece + 1]!;
    const at = output.reserve(end - first);
    const ids = this.#ids.items;
    const target = output.items;
    for (let i = first, j = at; i < end; i++, j++) target[j] = ids[i]!;
    if (known >= MAX_CACHED_PIECES) this.#forget();
  }

  #merge(bytes: Uint8Array, from: number, to: number, output: Int32List): void {
    const start = output.reserve(to - from);
    const symbols = output.items.subarray(start, output.length);
    for (let i = from; i < to; i++) symbols[i - from] = this.#byteIds[bytes[i]!]!;
    output.truncate(start + mergePiece(symbols, to - from, this.#merges));
  }

  #forget(): void {
    this.#pieces.clear();
    this.#ids.truncate(0);
    this.#bounds.truncate(0);
    this.#bounds.push(0);
  }
}
