import { grownInt32 } from './grown-array.ts';
import { PADDING } from './kernel-memory.ts';

/** Bytes of a block. */
const BLOCK_BYTES = 1 << 19;
const MAX_BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();

/** Texts side by side in UTF-8, with zeros between them, as kernels need them behind a text. */
export interface TextsInBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where texts begin and end, in turn. */
  readonly bounds: Int32Array<ArrayBuffer>;
  /** Bytes of the texts. */
  readonly byteLength: number;
}

/** A block that texts are added to, a lone surrogate as U+FFFD. */
export class TextBlock implements TextsInBlock {
  readonly bytes = new Uint8Array(BLOCK_BYTES);
  #bounds = new Int32Array(1 << 12);
  #texts = 0;
  #end = 0;
  #byteLength = 0;

  get bounds(): Int32Array<ArrayBuffer> {
    return this.#bounds.slice(0, 2 * this.#texts);
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Adds a text. @returns false when there is no room for it, which there may be in a new block */
  add(text: string): boolean {
    if (this.#end + MAX_BYTES_PER_UNIT * text.length + PADDING > BLOCK_BYTES) return false;
    const { written } = encoder.encodeInto(text, this.bytes.subarray(this.#end));
    const at = 2 * this.#texts++;
    if (at === this.#bounds.length) this.#bounds = grownInt32(this.#bounds);
    this.#bounds[at] = this.#end;
    this.#bounds[at + 1] = this.#end + written;
    this.#end += written + PADDING;
    this.#byteLength += written;
    return true;
  }
}
