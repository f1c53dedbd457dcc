/** The same recipe on another device: a recipe is plain data, and what is alive is given when it is run. */
import { expect, test } from 'vitest';
import { cpu } from '@oneday/backend-cpu';
import type { CheckpointStore } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { bertDay, charGpt, parseRecipe, runRecipe } from '@oneday/recipes';
import type { RecipeRun } from '@oneday/recipes';
import { runRecipe as runRecipeOfFile } from '@oneday/recipes/node';
import { openFloat64 } from '@oneday/testkit';

declare const webgpu: () => Promise<Backend>;
declare const nodeGpu: () => Promise<Backend>;
declare const xla: () => Promise<Backend>;
declare const store: CheckpointStore;

/** The call site of the README. */
export async function onEveryDevice(textFile: string): Promise<readonly number[]> {
  const losses: number[] = [];
  for (const open of [cpu, webgpu, nodeGpu, xla]) {
    const backend = await open();
    const { valLoss } = await runRecipeOfFile(charGpt({ textFile }), { backend, seed: 1, store }).done;
    losses.push(valLoss);
    await backend.close();
  }
  return losses;
}

/** The call site of the design: a budget in place of steps. */
export async function withinTwoMinutes(backend: Backend, text: readonly string[]): Promise<number> {
  const recipe = bertDay({ text, budgetSeconds: 120 });
  const { valLoss } = await runRecipeOfFile(recipe, { backend, seed: 1 }).done;
  return valLoss;
}

const text = 'the lazy fox. '.repeat(8);
const recipe = charGpt({
  textFile: 'a rhyme',
  model: { layers: 1, heads: 2, width: 16, context: 8 },
  training: { steps: 20, batch: 4, warmupSteps: 2, peakLearningRate: 0.02, evaluateEverySteps: 10 },
});

test('a recipe that went through JSON reaches the same loss on another backend', async () => {
  const losses: number[] = [];
  for (const open of [cpu, openFloat64]) {
    await using backend = await open();
    const travelled = parseRecipe(JSON.parse(JSON.stringify(recipe)));
    const { steps, valLoss, tokenizer } = await runRecipe(travelled, { text, backend, seed: 1 }).done;
    expect(steps).toBe(20);
    expect(valLoss).toBeLessThan(Math.log(tokenizer.vocabSize));
    losses.push(valLoss);
  }
  expect(losses[0]).toBeCloseTo(losses[1]!, 4);
});

/** What the compiler refuses. */
export function refused(backend: Backend, run: RecipeRun): void {
  // @ts-expect-error -- a recipe has no text to learn by default
  charGpt({});
  // @ts-expect-error -- sizes stand where they belong
  charGpt({ textFile: 'text', layers: 2 });
  // @ts-expect-error -- the unit stands in the name: warmupSteps
  charGpt({ textFile: 'text', training: { warmup: 100 } });
  // @ts-expect-error -- what is alive is given when it is run, not in the recipe
  charGpt({ textFile: 'text', backend });
  // @ts-expect-error -- time is in seconds, and its name says so
  bertDay({ text: ['text'], budget: '2m' });
  // @ts-expect-error -- a size is given whole or measured
  bertDay({ text: ['text'], size: { width: 64 } });
  // @ts-expect-error -- a run has a seed
  runRecipeOfFile(recipe, { backend });
  // @ts-expect-error -- in memory, the text is given
  runRecipe(recipe, { backend, seed: 1 });
  // @ts-expect-error -- a run is awaited by its `done`
  void run.valLoss;
}
