/** The WebAssembly memory that values live in, and the bytes' views. Every element takes four bytes. */
import type { TypedArray } from '@oneday/core';
import type { DType, Elements } from '@oneday/ops';
import { Allocator } from './allocator.ts';
import { memoryBase } from './generated/kernels.ts';

const pageBytes = 65536;
const maximumPages = 65536;
/** Grown by at least this much at a time: growing is a system call. */
const growthPages = 256;

/** One shared memory with its allocator. Views are valid until the memory grows, so none is kept for long. */
export class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: growthPages, maximum: maximumPages, shared: true });
  readonly allocator = new Allocator(memoryBase, pageBytes * maximumPages, (end) => this.reach(end));

  floats(pointer: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, pointer, length);
  }

  words(pointer: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, pointer, length);
  }

  /** Writes elements of `dtype`, converted to it; `f16` and `bf16` are kept as `f32` and rounded by the caller. */
  write(pointer: number, dtype: DType, data: TypedArray): void {
    if (dtype === 'f32' || dtype === 'f16' || dtype === 'bf16')
      this.floats(pointer, data.length).set(data as Float32Array);
    else if (dtype === 'bool')
      this.words(pointer, data.length).set(Int32Array.from(data as Uint8Array, (x) => (x ? 1 : 0)));
    else if (dtype === 'u32') new Uint32Array(this.memory.buffer, pointer, data.length).set(data as Uint32Array);
    else this.words(pointer, data.length).set(data as Int32Array);
  }

  /** A copy of `length` elements of `dtype`, in the type that `Backend.readVariable` documents. */
  read(pointer: number, dtype: DType, length: number): Elements {
    if (dtype === 'i32') return Int32Array.from(this.words(pointer, length));
    if (dtype === 'u32') return Uint32Array.from(new Uint32Array(this.memory.buffer, pointer, length));
    if (dtype === 'bool') return Uint8Array.from(this.words(pointer, length));
    return Float32Array.from(this.floats(pointer, length));
  }

  private reach(end: number): void {
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / pageBytes);
    if (missing <= 0) return;
    const left = maximumPages - this.memory.buffer.byteLength / pageBytes;
    this.memory.grow(Math.min(left, Math.max(missing, growthPages)));
  }
}
