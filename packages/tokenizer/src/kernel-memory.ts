import { kernelsBase64 } from './generated/kernels.ts';

/** What kernels/main.ts exports; addresses and lengths are of bytes where nothing else is said. */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  free(address: number): void;
  usePattern(number: number, traits: number): void;
  useMerges(merges: number, count: number): void;
  useTokens(byteIds: number, whole: number, wholeEnd: number): void;
  cut(from: number, end: number, isWhole: boolean): number;
  readonly pieceEnds: WebAssembly.Global;
  readonly PIECES_AT_ONCE: WebAssembly.Global;
  encode(text: number, length: number, isWhole: boolean, output: number): number;
  readonly encodedBytes: WebAssembly.Global;
  merge(symbols: number, count: number, starts: number): number;
}

/** Bytes behind what is put into the memory, so that it can be read as whole words. */
export const PADDING = 32;

let module: WebAssembly.Module | undefined;

/** The tokenizer's kernels and the memory that they work in, which is nobody else's. */
export class KernelMemory {
  readonly kernels: Kernels;
  #bytes = new Uint8Array();
  #integers = new Int32Array();
  #view = new DataView(this.#bytes.buffer);

  constructor() {
    module ??= new WebAssembly.Module(Uint8Array.from(atob(kernelsBase64), (character) => character.charCodeAt(0)));
    this.kernels = new WebAssembly.Instance(module).exports as unknown as Kernels;
  }

  /** All of the memory. Valid until the next call of a kernel. */
  get bytes(): Uint8Array<ArrayBuffer> {
    this.#refresh();
    return this.#bytes;
  }

  /** The same as integers. */
  get integers(): Int32Array {
    this.#refresh();
    return this.#integers;
  }

  /** The same for numbers at any address. */
  get view(): DataView {
    this.#refresh();
    return this.#view;
  }

  /** Makes room, with zeros behind it. @returns its address, a multiple of 16 */
  allocate(bytes: number): number {
    const address = this.kernels.allocate(bytes + PADDING);
    this.bytes.fill(0, address + bytes, address + bytes + PADDING);
    return address;
  }

  /** Puts a copy of an array into the memory, with zeros behind it. @returns its address, a multiple of 16 */
  put(array: Uint8Array | Int32Array): number {
    const address = this.allocate(array.byteLength);
    this.bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), address);
    return address;
  }

  /** A memory that has grown has another buffer. */
  #refresh(): void {
    const { buffer } = this.kernels.memory;
    if (this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#integers = new Int32Array(buffer);
    this.#view = new DataView(buffer);
  }
}
