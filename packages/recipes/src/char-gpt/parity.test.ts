import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '@oneday/backend-cpu';
import type { TokenBatch } from '@oneday/core';
import { fromArray } from '@oneday/data';
import type { Backend } from '@oneday/ops';
import { train } from '@oneday/trainer';
import { charGpt } from './char-gpt.ts';
import { charGptTrainingParts } from './training-parts.ts';

/** The first 50 steps in PyTorch, by `tools/parity/char_gpt_fixture.py`. */
interface Fixture {
  readonly seed: number;
  readonly config: { readonly vocabSize: number };
  readonly tokens: { readonly shape: readonly [steps: number, batch: number, window: number]; readonly base64: string };
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
}

const file = new URL('../../fixtures/char-gpt.json', import.meta.url);
const { seed, config, tokens, losses, gradientNorms } = JSON.parse(readFileSync(file, 'utf8')) as Fixture;

/** Windows of T + 1 tokens: inputs and shifted labels overlap. */
function fixtureBatches(): TokenBatch[] {
  const [steps, batch, window] = tokens.shape;
  const rows = Array.from(Buffer.from(tokens.base64, 'base64'));
  const windowsOf = (step: number) => Array.from({ length: batch }, (_, row) => {
    const start = (step * batch + row) * window;
    return rows.slice(start, start + window);
  });
  return Array.from({ length: steps }, (_, step): TokenBatch => ({
    shape: [batch, window - 1],
    inputIds: Int32Array.from(windowsOf(step).flatMap((ids) => ids.slice(0, -1))),
    labels: Int32Array.from(windowsOf(step).flatMap((ids) => ids.slice(1))),
  }));
}

describe('the recipe char-gpt, trained on PyTorch\'s batches', () => {
  let backend: Backend;
  const ours = { losses: [] as number[], gradientNorms: [] as number[] };

  beforeAll(async () => {
    backend = await cpu();
    const parts = charGptTrainingParts(charGpt({ textFile: 'synthetic tokens' }), config.vocabSize);
    const run = train({ ...parts, backend, seed, source: fromArray(fixtureBatches()), steps: losses.length });
    run.events$.subscribe((event) => {
      if (event.kind !== 'step') return;
      ours.losses.push(event.loss);
      ours.gradientNorms.push(event.gradientNorm);
    });
    await run.done;
  }, 300_000);
  afterAll(() => backend.close());

  it('has PyTorch\'s first 50 losses to 1e-3', () => {
    expect(ours.losses).toHaveLength(50);
    const differences = ours.losses.map((loss, step) => Math.abs(loss - losses[step]!));
    expect(Math.max(...differences)).toBeLessThan(1e-3);
  });

  it('has PyTorch\'s gradient norms, before clipping, to a thousandth', () => {
    const differences = ours.gradientNorms.map((norm, step) => Math.abs(norm / gradientNorms[step]! - 1));
    expect(Math.max(...differences)).toBeLessThan(1e-3);
  });
});
