import { KernelMemory } from './kernel-memory.ts';
import { usePattern } from './piece-pattern.ts';
import type { PiecePattern } from './piece-pattern.ts';
import type { TextsInBlock } from './text-block.ts';
import { TextWindow } from './text-window.ts';

/** Some pieces of a text, one after the other. Valid while they are used. */
export interface CutPieces {
  /** UTF-8; at least 32 bytes behind the last piece can be read. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same memory. */
  readonly view: DataView;
  /** Where the first piece begins in `bytes`. */
  readonly start: number;
  /** Where each of the first `count` ends, and the next begins. */
  readonly ends: Int32Array;
  readonly count: number;
}

/** Cuts texts into pieces; a lone surrogate counts as U+FFFD. */
export class TextCutter {
  readonly #pattern: PiecePattern;
  #opened: { readonly memory: KernelMemory; readonly window: TextWindow } | undefined;

  constructor(pattern: PiecePattern) {
    this.#pattern = pattern;
  }

  /**
   * Calls `use` with the pieces of a text, not with all at once.
   *
   * @returns how many bytes they have
   * @throws InvalidInputError for a text of which more than 2^24 UTF-16 units are one piece
   */
  cut(text: string, use: (pieces: CutPieces) => void): number {
    const opened = this.#opened ?? this.#open();
    // Memory never shrinks: that of a single enormous piece is given back, and that of a text that failed.
    this.#opened = undefined;
    const { memory, window } = opened;
    let total = 0;
    window.pass(text, (address, length, isLast) => {
      const used = cutterIn(memory, use)(address, address + length, isLast);
      total += used;
      return used;
    });
    if (!window.hasGrown) this.#opened = opened;
    return total;
  }

  /** Calls `use` with the pieces of each text of a block, not with all at once. */
  cutBlock({ bytes, bounds }: TextsInBlock, use: (pieces: CutPieces) => void): void {
    const { memory } = this.#opened ??= this.#open();
    const address = memory.put(bytes);
    const cutText = cutterIn(memory, use);
    for (let i = 0; i < bounds.length; i += 2) cutText(address + bounds[i]!, address + bounds[i + 1]!, true);
    memory.kernels.free(address);
  }

  #open(): { memory: KernelMemory; window: TextWindow } {
    const memory = new KernelMemory();
    usePattern(memory, this.#pattern);
    return { memory, window: new TextWindow(memory) };
  }
}

/**
 * Cuts what lies in the memory, which must not grow meanwhile: arrays of its own for each of many short texts would
 * take as long as to cut them.
 *
 * @returns what cuts between two addresses, and returns how many bytes the pieces have
 */
function cutterIn(
  memory: KernelMemory, use: (pieces: CutPieces) => void,
): (from: number, end: number, isLast: boolean) => number {
  const { kernels, bytes, view } = memory;
  const first = (kernels.pieceEnds.value as number) / 4;
  const most = kernels.PIECES_AT_ONCE.value as number;
  const ends = memory.integers.subarray(first, first + most);
  const pieces = { bytes, view, start: 0, ends, count: 0 };
  return (from, end, isLast) => {
    pieces.start = from;
    do {
      pieces.count = kernels.cut(pieces.start, end, isLast);
      if (pieces.count === 0) break;
      use(pieces);
      pieces.start = ends[pieces.count - 1]!;
    } while (pieces.count === most);
    return pieces.start - from;
  };
}
