/**
 * A GPT's training step written out in ops: accumulation over micro-batches, clipping, AdamW, and an f16 loss scale
 * that skips a step. `nn` has one ready-made; this one shows what the contract has to carry.
 */
import { expect, test } from 'vitest';
import {
  adamw, add, attention, crossEntropy, disposeAll, divide, globalNorm, maximum, minimum, multiply, scalar, scalarLike,
  shapesOf, subtract, Tape, where, withPrecision,
} from '@oneday/ops';
import type { Backend, Feeds, Ops, Value, Variable } from '@oneday/ops';
import { devices } from './devices.ts';
import type { Open } from './devices.ts';
import { embedTokens, gptParameters, hiddenStates, time } from './small-gpt.ts';
import type { GptParameters } from './small-gpt.ts';

/** Both i32[B,T]; labels are shifted, −100 is not scored. */
interface Batch {
  readonly inputIds: Value;
  readonly labels: Value;
}

function gptLoss(o: Ops, p: GptParameters, { inputIds, labels }: Batch) {
  const embedded = embedTokens(o, p, inputIds, o.iota([time], 0, 'i32'));
  const hidden = hiddenStates(o, p, embedded, (qkvBT3HK) => attention(o, qkvBT3HK, { causal: true }));
  return crossEntropy(o, hidden, p.tokens, labels);
}

/** The two programs of a training step and the variables between them. */
function trainingStep(backend: Backend, p: GptParameters, initialScale: number) {
  const parameters: readonly Variable[] = Object.values(p);
  const zerosFor = (kind: string) => new Map(parameters.map((parameter) => {
    const { name, shape } = parameter;
    return [parameter, backend.variable({ name: `${kind}.${name}`, shape, dtype: 'f32' })];
  }));
  const [gradients, firstMoments, secondMoments] = [zerosFor('gradient'), zerosFor('first'), zerosFor('second')];
  const counter = (name: string, initial: number) =>
    backend.variable({ name, shape: [], dtype: 'f32' }, Float32Array.of(initial));
  const [scale, scored, steps] = [counter('scale', initialScale), counter('scored', 0), counter('steps', 0)];

  /** Once a micro-batch: adds to the gradients and to the count of scored tokens. */
  const accumulate = backend.program('accumulate', (o, batch: Batch) => {
    const tape = new Tape(o, { gradients });
    const { lossSum, count } = gptLoss(withPrecision(tape, 'f16'), p, batch);
    tape.backward(lossSum, o.read(scale));
    o.assign(scored, add(o, scored, count));
    return { lossSum, count };
  });

  /** Once a step: one division by the step's tokens, unscaling and clipping in one factor. */
  const update = backend.program('update', (o, { learningRate }: { readonly learningRate: Value }) => {
    const meaned = divide(o, 1, multiply(o, scale, maximum(o, scored, 1)));
    const norm = multiply(o, globalNorm(o, [...gradients.values()]), meaned);
    const apply = o.unary('isFinite', norm);
    const gradientScale = multiply(o, meaned, minimum(o, divide(o, 1, add(o, norm, 1e-6)), 1));
    const step = add(o, steps, o.cast(apply, 'f32'));
    const correction = (beta: number) => subtract(o, 1, o.binary('power', scalar(o, beta), step));
    const [firstCorrection, secondCorrection] = [correction(0.9), correction(0.99)];
    for (const [parameter, gradient] of gradients) {
      const [first, second] = [firstMoments.get(parameter)!, secondMoments.get(parameter)!];
      const next = adamw(o, {
        parameter: o.read(parameter),
        gradient: o.read(gradient),
        firstMoment: o.read(first),
        secondMoment: o.read(second),
        learningRate, gradientScale, firstCorrection, secondCorrection, apply,
      }, { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: parameter.shape.length > 1 ? 0.1 : 0 });
      o.assign(parameter, next.nextParameter);
      o.assign(first, next.nextFirstMoment);
      o.assign(second, next.nextSecondMoment);
      o.assign(gradient, scalarLike(o, 0, gradient));
    }
    o.assign(scale, multiply(o, scale, where(o, apply, 1, 0.5)));
    o.assign(steps, step);
    o.assign(scored, scalar(o, 0));
    return { norm };
  });
  return { accumulate, update, scale, steps };
}

/** Two micro-batches of one shape, of 12 and 7 scored tokens. */
const microBatches: readonly Feeds<Batch>[] = [12, 7].map((scoredTokens, i) => {
  const ids = Int32Array.from({ length: 2 * time }, (_, j) => (3 * j + i) % 5);
  const labels = ids.map((_, j) => (j < scoredTokens ? (3 * j + 3 + i) % 5 : -100));
  return { inputIds: { shape: [2, time], data: ids }, labels: { shape: [2, time], data: labels } };
});

async function runSteps(open: Open, count: number, initialScale: number) {
  await using backend = await open();
  const p = gptParameters(backend);
  const { accumulate, update, scale, steps } = trainingStep(backend, p, initialScale);
  await accumulate.prepare(shapesOf(microBatches[0]!));
  await update.prepare(shapesOf({ learningRate: 0.01 }));
  const before = await backend.readVariable(p.qkv);
  const losses: number[] = [];
  for (let step = 0; step < count; step++) {
    const sums = microBatches.map((batch) => accumulate.run(batch));
    disposeAll(update.run({ learningRate: 0.01 }));
    const total = { lossSum: 0, count: 0 };
    for (const { lossSum, count: scoredTokens } of sums) {
      total.lossSum += (await backend.read(lossSum))[0]!;
      total.count += (await backend.read(scoredTokens))[0]!;
    }
    disposeAll(sums);
    losses.push(total.lossSum / total.count);
  }
  const scalars = await Promise.all([scale, steps].map(async (variable) => (await backend.readVariable(variable))[0]!));
  return { losses, scale: scalars[0]!, steps: scalars[1]!, before, after: await backend.readVariable(p.qkv) };
}

test.each(devices)('the loss of a repeated batch falls on %s', async (_, open) => {
  const { losses, steps, scale } = await runSteps(open, 30, 2 ** 10);
  expect(losses[0]).toBeGreaterThan(1.5);
  expect(losses.at(-1)).toBeLessThan(0.5);
  expect({ steps, scale }).toEqual({ steps: 30, scale: 2 ** 10 });
});

test.each(devices)('gradients that overflow f16 only halve the scale on %s', async (_, open) => {
  const { losses, steps, scale, before, after } = await runSteps(open, 2, 2 ** 30);
  expect(losses[1]).toBe(losses[0]);
  expect({ steps, scale }).toEqual({ steps: 0, scale: 2 ** 28 });
  expect(after).toEqual(before);
});
