/** Five hundred steps take no more memory than the first ones. */
import { arch, platform } from 'node:process';
import { add, attention, crossEntropy, disposeAll, layerNorm, multiply, Tape } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { expect, it } from 'vitest';
import { loadAddon } from './load-addon.ts';
import { openNodeGpu } from './node-gpu.ts';

const [batch, time, width, vocabulary] = [2, 5, 6, 7] as const;
const input = { shape: [batch, time, 3, 1, width], dtype: 'f32' } as const;

/** A step of descent on the loss of one attention, normalised, with a head. */
function stepOf(backend: Backend) {
  const spec = { name: 'head', shape: [vocabulary, width], dtype: 'f32' } as const;
  const head = backend.variable(spec, Float32Array.from({ length: vocabulary * width }, (_, i) => Math.sin(i)));
  const gradient = backend.variable({ ...spec, name: 'gradient' });
  return backend.program('step', (o, { qkv, labels, rate }: { qkv: Value; labels: Value; rate: Value }) => {
    const tape = new Tape(o, { gradients: new Map([[head, gradient]]) });
    const hidden = layerNorm(tape, attention(tape, qkv, { causal: true }));
    const { lossSum } = crossEntropy(tape, tape.reshape(hidden, [batch, time, width]), head, labels);
    tape.backward(lossSum);
    o.assign(head, add(o, o.read(head), multiply(o, multiply(o, o.read(gradient), rate), -1)));
    o.assign(gradient, multiply(o, o.read(gradient), 0));
    return { lossSum };
  });
}

const isBuilt = platform === 'linux' && arch === 'x64';

it.runIf(isBuilt)('tensors and bytes stay the same over 500 steps', { timeout: 120_000 }, async () => {
  const binding = loadAddon();
  await using backend = openNodeGpu(() => binding);
  const step = stepOf(backend);
  await step.prepare({ qkv: input, labels: { shape: [batch, time], dtype: 'i32' }, rate: { shape: [], dtype: 'f32' } });
  const data = Float32Array.from({ length: batch * time * 3 * width }, (_, i) => Math.cos(i));
  const labels = Int32Array.from({ length: batch * time }, (_, i) => i % vocabulary);
  const feeds = {
    qkv: { shape: input.shape, data }, labels: { shape: [batch, time], data: labels }, rate: 0.02,
  };
  const run = async () => {
    const outputs = step.run(feeds);
    const [loss] = await backend.read(outputs.lossSum);
    disposeAll(outputs);
    return { loss: loss!, held: { ...backend.memory(), tensors: binding.getNumOfTensors() } };
  };
  const early = [];
  for (let i = 0; i < 5; i++) early.push(await run());
  for (let i = 0; i < 494; i++) await run();
  const last = await run();
  expect(last.held).toEqual(early.at(-1)!.held);
  expect(last.loss).toBeLessThan(early[0]!.loss);
});
