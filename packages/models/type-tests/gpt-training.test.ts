/** A GPT and its training step, ready-made: accumulation over unequal micro-batches, clipping, AdamW, f16. */
import { expect, test } from 'vitest';
import type { TokenBatch } from '@oneday/core';
import { gpt } from '@oneday/models';
import { adamw, microBatchKey, TrainingStep } from '@oneday/nn';
import type { StepResults } from '@oneday/nn';
import { devices } from './devices.ts';
import type { Open } from './devices.ts';

const model = gpt({ vocabSize: 7, layers: 2, heads: 2, width: 8, context: 6, dropout: 0.1 });

/** Micro-batches of one shape; the second ends in padding. */
const microBatches: readonly TokenBatch[] = [12, 7].map((scored, i) => {
  const inputIds = Int32Array.from({ length: 12 }, (_, j) => (3 * j + i) % 5);
  return {
    shape: [2, 6],
    inputIds,
    labels: inputIds.map((id, j) => (j < scored ? (id + 3) % 5 : -100)),
    segments: inputIds.map((_, j) => Number(j < scored)),
  };
});

async function trainSteps(open: Open, count: number, initialScale: number): Promise<readonly StepResults[]> {
  await using backend = await open();
  const step = new TrainingStep({
    backend, model, parameters: model.bind(backend, 1), optimizer: adamw({ beta2: 0.99 }), clipNorm: 1,
    precision: 'f16', lossScale: { initial: initialScale },
  });
  await step.prepare(microBatches[0]!);
  const results: StepResults[] = [];
  for (let i = 0; i < count; i++) {
    microBatches.forEach((batch, j) => step.accumulate(batch, microBatchKey(1, i, j)));
    results.push(await step.update(0.01));
  }
  return results;
}

test.each(devices)('the loss falls on %s', async (_, open) => {
  const results = await trainSteps(open, 30, 2 ** 10);
  expect(results.every(({ count, applied }) => count === 19 && applied)).toBe(true);
  expect(results[0]!.lossSum / 19).toBeCloseTo(Math.log(7), 1);
  expect(results.at(-1)!.lossSum / 19).toBeLessThan(1);
});

test.each(devices)('a step that overflows f16 is skipped and reported on %s', async (_, open) => {
  const results = await trainSteps(open, 20, 2 ** 24);
  const applied = results.findIndex((result) => result.applied);
  expect(applied).toBeGreaterThan(0);
  expect(results.slice(applied).every((result) => result.applied)).toBe(true);
});
