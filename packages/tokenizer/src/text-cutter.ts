import { KernelMemory } from './kernel-memory.ts';
import { usePattern } from './piece-pattern.ts';
import type { PiecePattern } from './piece-pattern.ts';
import type { TextsInBlock } from './text-block.ts';
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
  /** Where each of the first `count` ends, and the next begins. */
  readonly ends: Int32Array;
  readonly count: number;
}

interface Opened {
  readonly memory: KernelMemory;
  readonly window: TextWindow;
  /** Where pieces end, as long as `integers` are the memory's. */
  ends: Int32Array;
  integers: Int32Array;
}

/** Cuts texts into pieces; a lone surrogate counts as U+FFFD. */
export class TextCutter {
  readonly #pattern: PiecePattern;
  #opened: Opened | undefined;

  constructor(pattern: PiecePattern) {
    this.#pattern = pattern;
  }

  /**
   * Calls `use` with the pieces of a text, not with all at once.
   *
   * @returns how many bytes they have
   * @throws InvalidInputError for a text of which more than 2^26 UTF-16 units are one piece
   */
  cut(text: string, use: (pieces: CutPieces) => void): number {
    const opened = this.#opened ??= this.#open();
    let total = 0;
    opened.window.pass(text, (address, length, isLast) => {
      const used = cutAt(opened, address, address + length, isLast, use);
      total += used;
      return used;
    });
    // Memory never shrinks: that of a single enormous piece is given back.
    if (opened.window.hasGrown) this.#opened = undefined;
    return total;
  }

  /** Calls `use` with the pieces of each text of a block, not with all at once. */
  cutBlock({ bytes, bounds }: TextsInBlock, use: (pieces: CutPieces) => void): void {
    const opened = this.#opened ??= this.#open();
    const address = opened.memory.put(bytes);
    for (let i = 0; i < bounds.length; i += 2) {
      cutAt(opened, address + bounds[i]!, address + bounds[i + 1]!, true, use);
    }
    opened.memory.kernels.free(address);
  }

  #open(): Opened {
    const memory = new KernelMemory();
    usePattern(memory, this.#pattern);
    return { memory, window: new TextWindow(memory), ends: new Int32Array(), integers: new Int32Array() };
  }
}

/** Cuts what lies in the memory. @returns how many bytes the pieces have */
function cutAt(
  opened: Opened, from: number, end: number, isLast: boolean, use: (pieces: CutPieces) => void,
): number {
  const { memory } = opened;
  let start = from;
  for (let count = PIECES_AT_ONCE; count === PIECES_AT_ONCE;) {
    count = memory.kernels.cut(start, end, isLast);
    if (count === 0) break;
    const ends = endsIn(opened);
    use({ bytes: memory.bytes, view: memory.view, start, ends, count });
    start = ends[count - 1]!;
  }
  return start - from;
}

/** An array of its own for each of many short texts would take as long as to cut them. */
function endsIn(opened: Opened): Int32Array {
  const { integers, kernels } = opened.memory;
  if (integers !== opened.integers) {
    const first = (kernels.pieceEnds.value as number) / 4;
    opened.ends = integers.subarray(first, first + PIECES_AT_ONCE);
    opened.integers = integers;
  }
  return opened.ends;
}
