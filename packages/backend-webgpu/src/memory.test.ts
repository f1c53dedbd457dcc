/** Five hundred steps take no more memory than the first ones. */
import { randomUniform, seedKey } from '@oneday/core';
import {
  adamw, attention, crossEntropy, disposeAll, dropout, embedding, layerNorm, linear, multiply, Tape,
} from '@oneday/ops';
import type { Backend, Operand, Ops, Shape, Value } from '@oneday/ops';
import { expect, it } from 'vitest';
import { openWebGpu } from './open-webgpu.ts';

const [batch, time, heads, headWidth, inner, vocabulary] = [2, 9, 3, 5, 33, 21] as const;
const width = heads * headWidth;
const shapes = {
  tokens: [vocabulary, width], gain: [width], qkv: [3 * width, width], output: [width, width], into: [inner, width],
  outOf: [width, inner],
} as const satisfies Record<string, Shape>;
type Weights = { readonly [K in keyof typeof shapes]: Operand };

interface Inputs {
  readonly ids: Value;
  readonly key: Value;
  readonly one: Value;
  readonly apply: Value;
}

/** A transformer block between a token table and the loss. */
function lossOf(o: Ops, { tokens, gain, qkv, output, into, outOf }: Weights, { ids, key }: Inputs): Value {
  const x = dropout(o, embedding(o, tokens, ids), key, 0.1);
  const packed = o.reshape(linear(o, layerNorm(o, x, { weight: gain }), qkv), [batch, time, 3, heads, headWidth]);
  const attended = o.reshape(attention(o, packed, { causal: true }), [batch, time, width]);
  const y = linear(o, attended, output, { residual: x });
  const hidden = linear(o, linear(o, layerNorm(o, y), into, { activation: 'gelu' }), outOf, { residual: y });
  return crossEntropy(o, hidden, tokens, ids).lossSum;
}

/** A step of AdamW on it. */
function stepOf(backend: Backend) {
  const variables = Object.entries(shapes).map(([name, shape], seed) => {
    const initial = randomUniform(seedKey(seed), shape.reduce((size, axis) => size * axis, 1));
    const part = (role: string) => backend.variable({ name: `${role} of ${name}`, shape, dtype: 'f32' });
    return {
      name, weight: backend.variable({ name, shape, dtype: 'f32' }, initial.map((x) => x - 0.5)),
      gradient: part('gradient'), first: part('first moment'), second: part('second moment'),
    };
  });
  const weights = Object.fromEntries(variables.map(({ name, weight }) => [name, weight])) as Weights;
  const gradients = new Map(variables.map(({ weight, gradient }) => [weight, gradient]));
  return backend.program('step', (o, inputs: Inputs) => {
    const tape = new Tape(o, { gradients });
    const loss = lossOf(tape, weights, inputs);
    tape.backward(loss);
    const { one, apply } = inputs;
    const learningRate = multiply(o, one, 1e-3);
    for (const { weight, gradient, first, second } of variables) {
      const next = adamw(o, {
        parameter: o.read(weight), gradient: o.read(gradient), firstMoment: o.read(first),
        secondMoment: o.read(second), learningRate, gradientScale: one, firstCorrection: one, secondCorrection: one,
        apply,
      }, { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 });
      o.assign(weight, next.nextParameter);
      o.assign(first, next.nextFirstMoment);
      o.assign(second, next.nextSecondMoment);
      o.assign(gradient, multiply(o, o.read(gradient), 0));
    }
    return { loss };
  });
}

it('arrays and bytes on the device stay the same over 500 steps', { timeout: 120_000 }, async () => {
  const { backend: open, tensorFlow } = await openWebGpu();
  await using backend = open;
  const step = stepOf(backend);
  const ids = { shape: [batch, time], data: Int32Array.from({ length: batch * time }, (_, i) => (5 * i) % vocabulary) };
  await step.prepare({
    ids: { shape: ids.shape, dtype: 'i32' }, key: { shape: [2], dtype: 'u32' }, one: { shape: [], dtype: 'f32' },
    apply: { shape: [], dtype: 'bool' },
  });
  const run = async (count: number) => {
    const outputs = step.run({
      ids, key: { shape: [2], data: Uint32Array.of(1, count) }, one: 1, apply: { shape: [], data: Uint8Array.of(1) },
    });
    const [loss] = await backend.read(outputs.loss);
    disposeAll(outputs);
    const { numBytesAllocated } = tensorFlow.backend.bufferManager;
    return { loss: loss!, held: { ...backend.memory(), numBytesAllocated, arrays: tensorFlow.backend.numDataIds() } };
  };
  const early = [];
  for (let i = 0; i < 5; i++) early.push(await run(i));
  for (let i = 5; i < 499; i++) await run(i);
  const last = await run(499);
  expect(last.held).toEqual(early.at(-1)!.held);
  expect(last.loss).toBeLessThan(early[0]!.loss / 2);
});
