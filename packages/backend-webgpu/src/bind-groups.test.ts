import { adamw, add, scalarLike } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { expect, it, vi } from 'vitest';
import { openWebGpu } from './open-webgpu.ts';

/** Steps of AdamW on parameters of one size, whose gradients and loss are sums over two micro-batches. */
async function training(backend: Backend) {
  const variable = (name: string, shape = [5]) => backend.variable({ name, shape, dtype: 'f32' });
  const loss = variable('loss', []);
  const parameters = ['first', 'second', 'third'].map((name) => ({
    parameter: variable(name), gradient: variable(`gradient of ${name}`), firstMoment: variable(`mean of ${name}`),
    secondMoment: variable(`square of ${name}`),
  }));
  const accumulate = backend.program('accumulate', (o, { x }: { readonly x: Value }) => {
    for (const { gradient } of parameters) o.assign(gradient, add(o, o.read(gradient), o.binary('multiply', x, x)));
    o.assign(loss, add(o, loss, o.reduce('sum', x, [0])));
  });
  const update = backend.program('update', (o, { one, apply }: { readonly one: Value; readonly apply: Value }) => {
    for (const { parameter, gradient, firstMoment, secondMoment } of parameters) {
      const next = adamw(o, {
        parameter: o.read(parameter), gradient: o.read(gradient), firstMoment: o.read(firstMoment),
        secondMoment: o.read(secondMoment), learningRate: one, gradientScale: one, firstCorrection: one,
        secondCorrection: one, apply,
      }, { beta1: 0.5, beta2: 0.5, epsilon: 1e-8, weightDecay: 0 });
      o.assign(parameter, next.nextParameter);
      o.assign(firstMoment, next.nextFirstMoment);
      o.assign(secondMoment, next.nextSecondMoment);
    }
    for (const sum of [loss, ...parameters.map(({ gradient }) => gradient)]) o.assign(sum, scalarLike(o, 0, sum));
  });
  const x = { shape: [5], data: Float32Array.of(1, 2, 3, 4, 5) };
  await accumulate.prepare({ x: { shape: [5], dtype: 'f32' } });
  await update.prepare({ one: { shape: [], dtype: 'f32' }, apply: { shape: [], dtype: 'bool' } });
  return {
    parameters,
    async step() {
      accumulate.run({ x });
      accumulate.run({ x });
      update.run({ one: 1, apply: { shape: [], data: Uint8Array.of(1) } });
      await backend.sync();
    },
  };
}

it('steps of training take the buffers and the bind groups that they had', async () => {
  const { backend: open, opened } = await openWebGpu();
  await using backend = open;
  const { step, parameters } = await training(backend);
  for (let i = 0; i < 10; i++) await step();
  const createBindGroup = vi.spyOn(opened.device, 'createBindGroup');
  for (let i = 0; i < 10; i++) await step();
  expect(createBindGroup).not.toHaveBeenCalled();
  for (const { gradient, secondMoment } of parameters) {
    expect([...await backend.readVariable(gradient)]).toEqual([0, 0, 0, 0, 0]);
    expect([...await backend.readVariable(secondMoment)].map((moment) => Math.sqrt(moment)))
      .toEqual([2, 8, 18, 32, 50].map((root) => expect.closeTo(root, 3)));
  }
});
