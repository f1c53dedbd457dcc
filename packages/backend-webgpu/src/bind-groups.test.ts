import { add } from '@oneday/ops';
import type { Value } from '@oneday/ops';
import { expect, it, vi } from 'vitest';
import { openWebGpu } from './open-webgpu.ts';

it('a program that is run again takes the buffers and the bind groups that it had', async () => {
  const { backend: open, opened } = await openWebGpu();
  await using backend = open;
  const sum = backend.variable({ name: 'sum', shape: [5], dtype: 'f32' });
  const program = backend.program('accumulate', (o, { x }: { x: Value }) => {
    const scaled = o.binary('multiply', x, x);
    o.assign(sum, add(o, o.read(sum), scaled));
  });
  const x = { shape: [5], data: Float32Array.of(1, 2, 3, 4, 5) };
  await program.prepare({ x: { shape: [5], dtype: 'f32' } });
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) {
      program.run({ x });
      await backend.sync();
    }
  };
  await run(10);
  const createBindGroup = vi.spyOn(opened.device, 'createBindGroup');
  await run(10);
  expect(createBindGroup).not.toHaveBeenCalled();
  expect([...(await backend.readVariable(sum))]).toEqual([20, 80, 180, 320, 500]);
});
