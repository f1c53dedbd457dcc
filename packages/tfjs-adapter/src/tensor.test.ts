import { describe, expect, it } from 'vitest';
import { TensorMemory } from './tensor.ts';

/** Counts what a device is asked for. */
function counted() {
  const log: string[] = [];
  let next = 0;
  return {
    log,
    memory: new TensorMemory<number>({
      allocate: (size) => {
        log.push(`take ${size}`);
        return next++;
      },
      release: (handle) => void log.push(`give ${handle}`),
    }),
  };
}

describe('memory', () => {
  it('goes back to the device with the last of those who hold it', () => {
    const { memory, log } = counted();
    const tensor = memory.allocate({ shape: [2, 3], dtype: 'f32' });
    tensor.holders += 1;
    memory.release(tensor);
    expect([memory.report().usedBytes, log]).toEqual([24, ['take 6']]);
    memory.release(tensor);
    expect([memory.report(), log]).toEqual([{ usedBytes: 0, peakBytes: 24 }, ['take 6', 'give 0']]);
  });

  it('of an empty value is one element, because buffers have a size', () => {
    const { memory, log } = counted();
    memory.allocate({ shape: [0, 3], dtype: 'f32' });
    expect([memory.report().usedBytes, log]).toEqual([4, ['take 1']]);
  });
});
