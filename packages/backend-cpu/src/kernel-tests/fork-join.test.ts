import { afterAll, expect, test } from 'vitest';
import { openKernels } from './kernel-harness.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

test('a call returns whether the workers spin or sleep, on any number of the threads', async () => {
  for (let round = 0; round < 4; round++) {
    for (let call = 0; call < 1000; call++) kernels.run('nop', [], 1 + (call % 3));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

test('close lets sleeping and spinning workers return', async () => {
  const others = await openKernels(3);
  others.run('nop', [], 3);
  await others.close();
  expect(() => others.run('nop', [], 1)).not.toThrow();
});

test('a worker that traps fails the call instead of holding it up', async () => {
  const megabytes = 16;
  const others = await openKernels(2, megabytes);
  // The main thread's share of 64 floats ends where the memory ends, the worker's lies beyond.
  const pointer = megabytes * 2 ** 20 - 256;
  expect(() => others.run('fill', [128, 0, pointer], 2)).toThrow('fill: a worker trapped');
  await others.close();
});
