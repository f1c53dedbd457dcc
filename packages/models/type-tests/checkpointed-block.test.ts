/** A block with dropout that is computed again in the backward pass: less memory, the same gradients. */
import { expect, test } from 'vitest';
import { randomNormal, seedKey } from '@oneday/core';
import { disposeAll, dropout, foldIn, layerNorm, linear, multiply, shapesOf, sum, Tape } from '@oneday/ops';
import type { Ops, Value, Variable } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';
import { devices } from './devices.ts';
import type { Open } from './devices.ts';

interface BlockInputs {
  readonly x: Value;
  /** u32[2], of this micro-batch. */
  readonly key: Value;
}

/** Parameters are read inside, values come in by `inputs`; `site` names the block's random numbers. */
function block(o: Ops, { x, key }: BlockInputs, weightIn: Variable, weightOut: Variable, site: string): Value {
  const inner = linear(o, layerNorm(o, x), weightIn, { activation: 'gelu' });
  return linear(o, dropout(o, inner, foldIn(o, key, site), 0.5), weightOut, { residual: x });
}

async function gradients(open: Open, checkpointed: boolean) {
  await using backend = await open();
  const variable = (name: string, shape: readonly number[], seed: number) =>
    backend.variable({ name, shape, dtype: 'f32' }, randomNormal(seedKey(seed), shape[0]! * shape[1]!));
  const [weightIn, weightOut] = [variable('in', [6, 4], 1), variable('out', [4, 6], 2)];
  const [gradientIn, gradientOut] = [weightIn, weightOut].map(({ name, shape }) =>
    backend.variable({ name: `gradient.${name}`, shape, dtype: 'f32' }));
  const program = backend.program('backward', (o, inputs: BlockInputs) => {
    const tape = new Tape(o, { gradients: new Map([[weightIn, gradientIn!], [weightOut, gradientOut!]]) });
    let x = inputs.x;
    for (const site of ['blocks.0.dropout', 'blocks.1.dropout']) {
      const run = (ops: Ops, given: BlockInputs) => block(ops, given, weightIn, weightOut, site);
      x = checkpointed ? tape.checkpoint(run, { x, key: inputs.key }) : run(tape, { x, key: inputs.key });
    }
    tape.backward(sum(tape, multiply(tape, x, x)));
    return { x };
  });
  const inputs = {
    x: { shape: [3, 4], data: randomNormal(seedKey(3), 12) },
    key: { shape: [2], data: Uint32Array.of(1, 2) },
  };
  await program.prepare(shapesOf(inputs));
  const outputs = program.run(inputs);
  const elements = await backend.read(outputs.x);
  disposeAll(outputs);
  const both = [await backend.readVariable(gradientIn!), await backend.readVariable(gradientOut!)];
  return { elements, gradients: both.map((gradient) => [...gradient]) };
}

test.each(devices)('a checkpointed block draws the same mask again on %s', async (_, open) => {
  const [plain, checkpointed] = [await gradients(open, false), await gradients(open, true)];
  expect(checkpointed.elements).toEqual(plain.elements);
  plain.gradients.forEach((gradient, i) => {
    expect(gradient.some((number) => number !== 0)).toBe(true);
    gradient.forEach((number, j) => expect(checkpointed.gradients[i]![j]).toBeCloseTo(number, 4));
  });
});

test('a value that needs a gradient is passed in, not captured', async () => {
  await using backend = await openFloat64();
  const weight = backend.variable({ name: 'weight', shape: [2, 2], dtype: 'f32' });
  const gradient = backend.variable({ name: 'gradient', shape: [2, 2], dtype: 'f32' });
  const program = backend.program('captures', (o, { x }: { readonly x: Value }) => {
    const tape = new Tape(o, { gradients: new Map([[weight, gradient]]) });
    const hidden = linear(tape, x, weight);
    tape.backward(sum(tape, tape.checkpoint((ops) => multiply(ops, hidden, hidden), { x })));
  });
  await expect(program.prepare({ x: { shape: [3, 2], dtype: 'f32' } })).rejects.toThrow(/take it from its inputs/);
});
