import type { Int32List } from './int32-list.ts';
import { KernelMemory } from './kernel-memory.ts';
import { KernelRoom } from './kernel-room.ts';
import { mergeTriples } from './merger.ts';
import type { Merge } from './merger.ts';
import { usePattern } from './piece-pattern.ts';
import type { PiecePattern } from './piece-pattern.ts';
import { TextWindow } from './text-window.ts';

/** What pieces become tokens by. */
export interface PieceEncoderParts {
  readonly pattern: PiecePattern;
  /** Token of each of the 256 bytes. */
  readonly byteIds: Int32Array;
  /** By rank. */
  readonly merges: readonly Merge[];
  /** By id, the bytes of tokens that a piece of the same bytes becomes, whatever the merges. Absent: none. */
  readonly wholePieces?: readonly (Uint8Array | undefined)[];
}

/** Cuts texts into pieces and merges each into token ids, remembering those of the pieces it has seen. */
export class PieceEncoder {
  readonly #pattern: PiecePattern;
  readonly #byteIds: Int32Array;
  readonly #merges: Int32Array;
  readonly #wholePieces: Uint8Array;
  #opened: OpenEncoder | undefined;

  constructor({ pattern, byteIds, merges, wholePieces = [] }: PieceEncoderParts) {
    this.#pattern = pattern;
    this.#byteIds = byteIds;
    this.#merges = mergeTriples(merges);
    this.#wholePieces = wholePieceRecords(wholePieces);
  }

  /**
   * Adds the ids of a text to `output`; a lone surrogate counts as U+FFFD.
   *
   * @throws InvalidInputError for a text of which more than 2^24 UTF-16 units are one piece
   */
  encode(text: string, output: Int32List): void {
    const opened = this.#opened ?? this.#open();
    // Memory never shrinks: that of a single enormous piece is given back, and that of a text that failed.
    this.#opened = undefined;
    const { memory, window, ids } = opened;
    window.pass(text, (address, bytes, isLast) => {
      const idsAddress = ids.reserve(4 * bytes);
      const count = memory.kernels.encode(address, bytes, isLast, idsAddress);
      const at = output.reserve(count);
      output.items.set(memory.integers.subarray(idsAddress / 4, idsAddress / 4 + count), at);
      return memory.kernels.encodedBytes.value as number;
    });
    if (!window.hasGrown) this.#opened = opened;
  }

  #open(): OpenEncoder {
    const memory = new KernelMemory();
    const { kernels } = memory;
    usePattern(memory, this.#pattern);
    kernels.useMerges(memory.put(this.#merges), this.#merges.length / 3);
    const whole = memory.put(this.#wholePieces);
    kernels.useTokens(memory.put(this.#byteIds), whole, whole + this.#wholePieces.length);
    return { memory, window: new TextWindow(memory), ids: new KernelRoom(memory) };
  }
}

interface OpenEncoder {
  readonly memory: KernelMemory;
  readonly window: TextWindow;
  /** Where the kernels write ids. */
  readonly ids: KernelRoom;
}

/** Of each token its id, its length and its bytes, one after the other. */
function wholePieceRecords(tokens: readonly (Uint8Array | undefined)[]): Uint8Array {
  const size = tokens.reduce((sum, bytes) => sum + (bytes === undefined ? 0 : 8 + bytes.length), 0);
  const records = new Uint8Array(size);
  const view = new DataView(records.buffer);
  let at = 0;
  for (const [id, bytes] of tokens.entries()) {
    if (bytes === undefined) continue;
    view.setInt32(at, id, true);
    view.setInt32(at + 4, bytes.length, true);
    records.set(bytes, at + 8);
    at += 8 + bytes.length;
  }
  return records;
}
