import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '@oneday/backend-cpu';
import type { Checkpoint, CheckpointStore } from '@oneday/core';
import { readBound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';
import type { TrainEvent } from '@oneday/trainer';
import { readRecipe, runRecipe as runRecipeOnFiles } from '../node-run-recipe.ts';
import { prepareRecipe } from '../prepare-recipe.ts';
import { generatedText } from '../recipe-tests/text.ts';
import { runRecipe } from '../run-recipe.ts';
import { bertDay } from './bert-day.ts';
import { gptDay, quickstart } from './causal-day.ts';
import type { DayRecipe, DaySize } from './recipe.ts';

const text = generatedText(4000);
const size: DaySize = {
  vocabSize: 300, layers: 1, heads: 2, width: 16, context: 16, batch: 8, accumulation: 1, peakLearningRate: 1e-2,
};
const steps = (count: number) => Array.from({ length: count }, (_, step) => step / count);
const gptRecipe = gptDay({ text: ['generated'], size, budgetSeconds: 60, training: { warmupSteps: 2 } });
const bertRecipe = bertDay({ text: ['generated'], size, budgetSeconds: 60 });

let backend: Backend;
beforeAll(async () => {
  backend = await cpu({ threads: 1 });
});
afterAll(async () => backend.close());

/** A store that keeps everything. */
function memoryStore(): CheckpointStore & { readonly saved: Checkpoint[] } {
  const saved: Checkpoint[] = [];
  return {
    saved,
    save: async (checkpoint) => void saved.push(checkpoint),
    load: async (step) => saved.find((checkpoint) => checkpoint.step === step)!,
    latest: async () => saved.at(-1)?.step,
    list: async () => saved.map(({ step }) => step),
  };
}

describe('a causal recipe', () => {
  it('learns, and says what its score is to be compared with', async () => {
    const result = await runRecipe(gptRecipe, { text, backend, seed: 1, replay: steps(80) }).done;
    expect(result.steps).toBe(80);
    expect(result.bitsPerByte!).toBeLessThan(0.6 * result.baselines.byteUnigramBitsPerByte!);
    expect(result.tokenizer.vocabSize).toBeLessThanOrEqual(300);
  });

  it('counts every byte of the held-out text in bits per byte', async () => {
    const prepared = await prepareRecipe(gptRecipe, text, { backend, seed: 1 });
    const { tokenizer, corpus } = prepared;
    const labels: number[] = [];
    const batches = prepared.validationBatches();
    for (let batch = await batches.next(); batch !== undefined; batch = await batches.next()) {
      labels.push(...batch.labels.filter((label) => label >= 0));
    }
    const heldOut = tokenizer.decode(labels);
    expect(text.endsWith(heldOut)).toBe(true);
    expect(corpus.scoredBytes).toBe(Buffer.byteLength(heldOut));
  });
});

describe('a masked recipe', () => {
  it('learns more than the tokens\' frequencies', async () => {
    const rhyme = 'the quick brown fox jumps over a lazy dog.\n'.repeat(300);
    const recipe = { ...bertRecipe, size: { ...size, width: 64, context: 8 } };
    const result = await runRecipe(recipe, { text: rhyme, backend, seed: 1, replay: steps(600) }).done;
    const { maskedUnigramEntropy, maskedUnigramCrossEntropy } = result.baselines;
    expect(result.valLoss).toBeLessThan(0.5 * maskedUnigramEntropy!);
    expect(maskedUnigramCrossEntropy!).toBeGreaterThanOrEqual(maskedUnigramEntropy!);
    expect(result.bitsPerByte).toBeUndefined();
  });
});

describe.each<[string, DayRecipe]>([['gpt-day', gptRecipe], ['bert-day', bertRecipe]])('%s', (_, recipe) => {
  it('ends bit for bit where the whole run ends when it is resumed, with the journal of that run', async () => {
    const whole = await runRecipe(recipe, { text, backend, seed: 2, replay: steps(10) }).done;
    const store = memoryStore();
    const first = runRecipe(recipe, { text, backend, seed: 2, store, replay: steps(10) });
    first.events$.subscribe((event) => {
      if (event.kind === 'step' && event.step === 4) first.stop();
    });
    const { tokenizer } = await first.done;
    const resumeFrom = JSON.parse(JSON.stringify(store.saved[0]!.state)) as Checkpoint['state'];
    const rest = await runRecipe(recipe, {
      text, backend, seed: 2, tokenizer, resumeFrom: { ...store.saved[0]!, state: resumeFrom }, replay: steps(10),
    }).done;
    expect(store.saved[0]!.step).toBeLessThan(10);
    expect(rest.steps).toBe(10);
    expect(rest.valLoss).toBe(whole.valLoss);
    expect(await readBound(backend, rest.parameters)).toEqual(await readBound(backend, whole.parameters));
  });

  it('is not resumed on another text', async () => {
    const store = memoryStore();
    await runRecipe(recipe, { text, backend, seed: 2, store, replay: steps(2) }).done;
    const changed = { text: `and more. ${text}`, backend, seed: 2, resumeFrom: store.saved[0]!, replay: steps(4) };
    await expect(runRecipe(recipe, changed).done).rejects.toThrow('the training text has changed');
  });

  it('reaches the same losses on another backend', async () => {
    const losses: number[][] = [];
    for (const open of [openFloat64, () => cpu({ threads: 2 })]) {
      await using device = await open();
      const run = runRecipe(recipe, { text, backend: device, seed: 3, replay: steps(3) });
      const ofRun: number[] = [];
      run.events$.subscribe((event: TrainEvent) => {
        if (event.kind === 'step') ofRun.push(event.loss);
      });
      await run.done;
      losses.push(ofRun);
    }
    expect(losses[1]).toEqual(losses[0]!.map((loss) => expect.closeTo(loss, 4) as number));
  });
});

describe('on files, without a size', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-day-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('measures, puts the size into the recipe, and trains within what is left of the budget', async () => {
    writeFileSync(join(folder, 'a.txt'), text);
    const budgetSeconds = 20;
    const recipe = quickstart({ text: [join(folder, '*.txt')], budgetSeconds });
    const prepared = await readRecipe(recipe, { backend, seed: 1 });
    const sized = prepared.recipe as DayRecipe;
    expect(sized.size).not.toBeNull();
    expect(sized.measurement!.seconds).toBeGreaterThan(0);
    expect(prepared.parts.budgetSeconds).toBeCloseTo(budgetSeconds - sized.measurement!.seconds, 9);
    expect(prepared.baselines.gzipBitsPerByte).toBeGreaterThan(0);
    const again = await readRecipe(sized, { backend, seed: 1 });
    expect(again.recipe).toEqual(sized);
    const { seconds, steps: taken } = await runRecipeOnFiles(
      { ...sized, budgetSeconds: 1, measurement: null }, { backend, seed: 1 },
    ).done;
    expect(taken).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThanOrEqual(1);
  });
});
