import { KernelMemory } from './kernel-memory.ts';
import { usePattern } from './piece-pattern.ts';
import type { PiecePattern } from './piece-pattern.ts';
import { TextWindow } from './text-window.ts';

/** As in kernels/cut.ts. */
const PIECES_AT_ONCE = 1024;

/** Some pieces of a text, one after the other. Valid while they are used. */
export interface CutPieces {
  /** UTF-8; at least 32 bytes behind the last piece can be read. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same memory. */
  readonly view: DataView;
  /** Where the first piece begins in `bytes`. */
  readonly start: number;
  /** Where each ends, and the next begins. */
  readonly ends: Int32Array;
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
   * @param text or its UTF-8 bytes
   * @returns how many bytes they have
   * @throws InvalidInputError for a text of which more than 2^26 UTF-16 units are one piece
   */
  cut(text: string | Uint8Array, use: (pieces: CutPieces) => void): number {
    const { memory, window } = this.#opened ??= this.#open();
    const { kernels } = memory;
    let total = 0;
    window.pass(text, (address, length, isLast) => {
      let start = address;
      for (let count = PIECES_AT_ONCE; count === PIECES_AT_ONCE;) {
        count = kernels.cut(start, address + length, isLast);
        if (count === 0) break;
        const first = (kernels.pieceEnds.value as number) / 4;
        const ends = memory.integers.subarray(first, first + count);
        use({ bytes: memory.bytes, view: memory.view, start, ends });
        start = ends[count - 1]!;
      }
      total += start - address;
      return start - address;
    });
    // Memory never shrinks: that of a single enormous piece is given back.
    if (window.hasGrown) this.#opened = undefined;
    return total;
  }

  #open(): { memory: KernelMemory; window: TextWindow } {
    const memory = new KernelMemory();
    usePattern(memory, this.#pattern);
    return { memory, window: new TextWindow(memory) };
  }
}
