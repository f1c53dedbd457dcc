import type { KernelMemory } from './kernel-memory.ts';

/** A part of the kernels' memory that is replaced by a larger one when more is needed. */
export class KernelRoom {
  readonly #memory: KernelMemory;
  #bytes = 1 << 12;
  #address: number;

  constructor(memory: KernelMemory) {
    this.#memory = memory;
    this.#address = memory.allocate(this.#bytes);
  }

  /** Room for so many bytes, whose values are not yet set. @returns its address; valid until the next call */
  reserve(bytes: number): number {
    if (bytes > this.#bytes) {
      this.#memory.kernels.free(this.#address);
      while (this.#bytes < bytes) this.#bytes *= 2;
      this.#address = this.#memory.allocate(this.#bytes);
    }
    return this.#address;
  }
}
