/** What went wrong on the device. WebGPU tells it aside, and reads would go on giving what lay in their buffers. */
import { DeviceLostError, OnedayError } from '@oneday/core';

/** Watches a device; the first failure stays. */
export class DeviceHealth {
  private failure: OnedayError | undefined;
  private isClosed = false;
  /** Ends the waits that are under way; `device.lost` itself would keep every wait there ever was. */
  private readonly waiting = new Set<(failure: OnedayError) => void>();

  constructor(device: GPUDevice) {
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      const { error } = event;
      const kind = error.constructor.name === 'GPUOutOfMemoryError' ? 'out of memory' : 'the device refused a command';
      this.failure ??= new OnedayError(`webgpu: ${kind}: ${oneLine(error.message)}`);
    });
    void device.lost.then(({ reason, message }) => {
      if (this.isClosed) return;
      this.failure = new DeviceLostError(
        `webgpu: the device was lost (${reason}): ${oneLine(message)}; open the backend again and resume the run`,
      );
      this.waiting.forEach((reject) => reject(this.failure!));
    });
  }

  /** Throws the failure, if there is one. */
  assert(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  /** Waits for `work`, and then for word of what it did: a lost device may leave it waiting for ever. */
  async watch<T>(work: Promise<T>): Promise<T> {
    this.assert();
    const { promise: lost, reject } = withReject();
    this.waiting.add(reject);
    try {
      const result = await Promise.race([work, lost]);
      this.assert();
      return result;
    } catch (error) {
      this.assert();
      throw error;
    } finally {
      this.waiting.delete(reject);
    }
  }

  /** From here on a lost device is one that was closed. */
  close(): void {
    this.isClosed = true;
  }
}

/** The first line, which says what happened; Dawn's others say while doing what. */
function oneLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

function withReject(): { promise: Promise<never>; reject: (failure: OnedayError) => void } {
  let reject!: (failure: OnedayError) => void;
  const promise = new Promise<never>((_, fail) => (reject = fail));
  return { promise, reject };
}
