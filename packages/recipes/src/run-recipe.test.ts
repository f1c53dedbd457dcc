import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '@oneday/backend-cpu';
import { folderStore } from '@oneday/checkpoint/node';
import { InvalidInputError } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import type { TrainEvent } from '@oneday/trainer';
import { charGpt } from './char-gpt/char-gpt.ts';
import { runRecipe as runRecipeOnFile } from './node-run-recipe.ts';
import { generatedText } from './recipe-tests/text.ts';
import { runRecipe } from './run-recipe.ts';
import type { RecipeRun } from './run-recipe.ts';

const text = generatedText(2000);
const folder = mkdtempSync(join(tmpdir(), 'oneday-recipe-'));
const textFile = join(folder, 'text.txt');
const recipe = charGpt({
  textFile,
  model: { layers: 1, heads: 2, width: 32, context: 16 },
  training: { steps: 60, warmupSteps: 5, peakLearningRate: 1e-2, evaluateEverySteps: 30, saveEverySteps: 20 },
});

let backend: Backend;
beforeAll(async () => {
  writeFileSync(textFile, text);
  backend = await cpu({ threads: 1 });
});
afterAll(async () => {
  await backend.close();
  rmSync(folder, { recursive: true });
});

function eventsOf(run: RecipeRun): TrainEvent[] {
  const events: TrainEvent[] = [];
  run.events$.subscribe((event) => events.push(event));
  return events;
}

describe('runRecipe', () => {
  it('trains, evaluates the whole validation split and saves, and says so', async () => {
    const store = folderStore(join(folder, 'run'));
    const run = runRecipe(recipe, { text, backend, seed: 1, store });
    const events = eventsOf(run);
    const result = await run.done;

    const other = events.filter(({ kind }) => kind !== 'step').map((event) => (
      'step' in event ? `${event.kind} ${event.step}` : event.kind
    ));
    expect(other).toEqual([
      'started', 'saved 20', 'evaluated 30', 'saved 40', 'evaluated 60', 'saved 60', 'finished 60',
    ]);
    const losses = events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
    expect(losses).toHaveLength(60);
    expect(losses[0]).toBeCloseTo(Math.log(result.tokenizer.vocabSize), 0);
    expect(result.valLoss).toBeLessThan(losses[0]! - 1);
    expect(await store.list()).toEqual([20, 40, 60]);
  });

  it('measures text of one byte a character in bits per byte: nats over ln 2', async () => {
    const { valLoss, bitsPerByte } = await runRecipe(recipe, { text, backend, seed: 1 }).done;
    expect(bitsPerByte).toBeCloseTo(valLoss / Math.LN2, 12);
  });

  it('gives the same losses for the same seed, others for another, whether the text is given or read', async () => {
    const given = await runRecipe(recipe, { text, backend, seed: 3 }).done;
    const read = await runRecipeOnFile(recipe, { backend, seed: 3 }).done;
    const other = await runRecipe(recipe, { text, backend, seed: 4 }).done;
    expect(read.valLoss).toBe(given.valLoss);
    expect(other.valLoss).not.toBe(given.valLoss);
  });

  it('stops after the step under way, evaluated and saved', async () => {
    const store = folderStore(join(folder, 'stopped'));
    const run = runRecipe(recipe, { text, backend, seed: 1, store });
    run.events$.subscribe((event) => {
      if (event.kind === 'step' && event.step === 7) run.stop();
    });
    const { steps, stopped, valLoss } = await run.done;
    expect(stopped).toBe(true);
    expect(steps).toBeLessThan(10);
    expect(valLoss).toBeGreaterThan(0);
    expect(await store.latest()).toBe(steps);
  });

  it('ends before the first step when it is stopped at once', async () => {
    const run = runRecipe(recipe, { text, backend, seed: 1 });
    run.stop();
    expect(await run.done).toMatchObject({ steps: 0, stopped: true });
  });

  it('tells what is wrong with a text through its promise and its events', async () => {
    const run = runRecipeOnFile(charGpt({ textFile: join(folder, 'none.txt') }), { backend, seed: 1 });
    const events = eventsOf(run);
    await expect(run.done).rejects.toThrow(InvalidInputError);
    expect(events).toEqual([{ kind: 'failed', step: 0, error: expect.any(InvalidInputError) as unknown }]);
  });
});
