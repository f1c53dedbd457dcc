import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '@oneday/backend-cpu';
import { charGpt } from './char-gpt/char-gpt.ts';
import { generatedText } from './recipe-tests/text.ts';
import { runRecipe } from './run-recipe.ts';

const SETTLED_STEP = 20;
const STEPS = 520;
const MOST_GROWTH_BYTES = 20e6;

const recipe = charGpt({
  textFile: 'generated',
  model: { layers: 1, heads: 2, width: 32, context: 16, dropout: 0.1 },
  training: { steps: STEPS, evaluateEverySteps: STEPS, saveEverySteps: STEPS },
});

/** The process's memory once everything that nothing refers to is gone. */
function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().rss;
}

describe('memory over 500 steps', () => {
  const settled = { peakBytes: 0, usedBytes: 0, residentBytes: 0 };
  const last = { peakBytes: 0, usedBytes: 0, residentBytes: 0 };

  beforeAll(async () => {
    await using backend = await cpu({ threads: 2 });
    const run = runRecipe(recipe, { text: generatedText(4000), backend, seed: 1 });
    run.events$.subscribe((event) => {
      if (event.kind !== 'step' || (event.step !== SETTLED_STEP && event.step !== STEPS)) return;
      const measured = { ...backend.memory(), residentBytes: residentBytes() };
      Object.assign(event.step === STEPS ? last : settled, measured);
    });
    await run.done;
  }, 120_000);

  it('never raises the allocator\'s peak after step 20', () => {
    expect(settled.peakBytes).toBeGreaterThan(0);
    expect(last.peakBytes).toBe(settled.peakBytes);
  });

  it('leaves nothing allocated behind', () => {
    expect(last.usedBytes).toBeLessThanOrEqual(settled.usedBytes);
  });

  it('lets the process grow by 20 MB at most', () => {
    expect(settled.residentBytes).toBeGreaterThan(0);
    expect(last.residentBytes - settled.residentBytes).toBeLessThan(MOST_GROWTH_BYTES);
  });
});
