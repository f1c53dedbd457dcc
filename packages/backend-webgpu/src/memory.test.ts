/** Five hundred steps take no more memory than the first ones. */
import { adamw, linear, multiply, sum, Tape } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { disposeAll } from '@oneday/ops';
import { expect, it } from 'vitest';
import { openWebGpu } from './open-webgpu.ts';

/** A step of AdamW on the sum of squares of a linear map. */
function stepOf(backend: Backend) {
  const spec = (name: string) => ({ name, shape: [17, 33], dtype: 'f32' }) as const;
  const weight = backend.variable(spec('weight'), new Float32Array(17 * 33).fill(0.1));
  const [gradient, first, second] = ['gradient', 'first', 'second'].map((name) => backend.variable(spec(name)));
  return backend.program('step', (o, { x, one, apply }: { x: Value; one: Value; apply: Value }) => {
    const tape = new Tape(o, { gradients: new Map([[weight, gradient!]]) });
    const y = linear(tape, x, weight);
    const loss = sum(tape, multiply(tape, y, y));
    tape.backward(loss);
    const next = adamw(o, {
      parameter: o.read(weight), gradient: o.read(gradient!), firstMoment: o.read(first!),
      secondMoment: o.read(second!),
      learningRate: multiply(o, one, 1e-3), gradientScale: one, firstCorrection: one, secondCorrection: one, apply,
    }, { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 });
    o.assign(weight, next.nextParameter);
    o.assign(first!, next.nextFirstMoment);
    o.assign(second!, next.nextSecondMoment);
    o.assign(gradient!, multiply(o, o.read(gradient!), 0));
    return { loss };
  });
}

it('arrays and bytes on the device stay the same over 500 steps', { timeout: 120_000 }, async () => {
  const { backend: open, tensorFlow } = await openWebGpu();
  await using backend = open;
  const step = stepOf(backend);
  const feeds = {
    x: { shape: [5, 33], data: new Float32Array(5 * 33).fill(0.5) }, one: 1,
    apply: { shape: [], data: Uint8Array.of(1) },
  };
  await step.prepare({
    x: { shape: [5, 33], dtype: 'f32' }, one: { shape: [], dtype: 'f32' }, apply: { shape: [], dtype: 'bool' },
  });
  const run = async () => {
    const outputs = step.run(feeds);
    const [loss] = await backend.read(outputs.loss);
    disposeAll(outputs);
    const { numBytesAllocated } = tensorFlow.backend.bufferManager;
    return { loss: loss!, held: { ...backend.memory(), numBytesAllocated, arrays: tensorFlow.backend.numDataIds() } };
  };
  const early = [];
  for (let i = 0; i < 5; i++) early.push(await run());
  for (let i = 0; i < 494; i++) await run();
  const last = await run();
  expect(last.held).toEqual(early.at(-1)!.held);
  expect(last.loss).toBeLessThan(early[0]!.loss);
});
