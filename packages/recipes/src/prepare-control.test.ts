import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@oneday/backend-cpu';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { charGpt } from './char-gpt/char-gpt.ts';
import { gptDay } from './day/causal-day.ts';
import { readRecipe } from './node-run-recipe.ts';
import type { PrepareControl, PreparePhase, PrepareProgress } from './prepare-control.ts';
import { generatedText } from './recipe-tests/text.ts';
import type { Recipe } from './recipe.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-prepare-'));
const path = join(folder, 'text.txt');
const text = generatedText(150_000);
writeFileSync(path, text);

const size = {
  vocabSize: 300, layers: 1, heads: 2, width: 16, context: 16, batch: 8, accumulation: 1, peakLearningRate: 1e-2,
};
const day = gptDay({ text: [path], size });

describe('preparing a recipe', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await cpu({ threads: 1 });
  });
  afterAll(async () => {
    await backend.close();
    rmSync(folder, { recursive: true });
  });

  /** Prepares in a folder of its own and keeps what is told. */
  async function prepare(recipe: Recipe, name: string, { signal, onProgress }: PrepareControl = {}) {
    const told: PrepareProgress[] = [];
    const keep = (progress: PrepareProgress) => {
      told.push(progress);
      onProgress?.(progress);
    };
    const options = { backend, seed: 1, dataFolder: join(folder, name), signal, onProgress: keep };
    await using prepared = await readRecipe(recipe, options);
    expect(prepared.recipe).toEqual(recipe);
    return told;
  }

  it.each<[string, Recipe, readonly PreparePhase[]]>([
    ['a recipe with a budget', day, ['reading', 'splitting', 'counting', 'merging', 'tokenizing']],
    ['characters', charGpt({ textFile: path }), ['tokenizing']],
  ])('tells of %s how far each phase is, to its end', async (name, recipe, phases) => {
    const told = await prepare(recipe, name);
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(phases);
    for (const phase of phases) {
      const done = told.filter((one) => one.phase === phase);
      const counts = done.map((one) => one.done);
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
      expect(done.at(-1)!.done).toBe(done.at(-1)!.total);
    }
    expect(told.at(-1)!.total).toBe(text.length);
    // What is there is checked instead.
    expect(new Set((await prepare(recipe, name)).map(({ phase }) => phase))).toEqual(new Set(['checking']));
  });

  it.each<PreparePhase>(['reading', 'splitting', 'counting', 'tokenizing'])(
    'ends with the reason of its signal while %s, and the next time it begins anew',
    async (phase) => {
      const ending = new AbortController();
      const reason = new Error('enough');
      const onProgress = (progress: PrepareProgress) => {
        if (progress.phase === phase) ending.abort(reason);
      };
      const run = prepare(day, phase, { signal: ending.signal, onProgress });
      await expect(run).rejects.toBe(reason);
      expect(readdirSync(folder)).not.toContain(phase);
      const last = (await prepare(day, phase)).at(-1);
      expect(last).toEqual({ phase: 'tokenizing', done: text.length, total: text.length });
    },
  );
});
