/** Bookkeeping of bytes. */
import type { MemoryReport } from '@oneday/ops';
import type { Tensor } from './tensor.ts';

/** Counts the bytes of what is held. */
export class Memory {
  private usedBytes = 0;
  private peakBytes = 0;

  /** Counts `tensor` as held. */
  take(tensor: Tensor): void {
    this.usedBytes += tensor.data.byteLength;
    this.peakBytes = Math.max(this.peakBytes, this.usedBytes);
  }

  /** Counts `tensor` as freed. */
  give(tensor: Tensor): void {
    this.usedBytes -= tensor.data.byteLength;
  }

  report(): MemoryReport {
    return { usedBytes: this.usedBytes, peakBytes: this.peakBytes };
  }
}
