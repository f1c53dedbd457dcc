import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUniform, seedKey } from '@oneday/core';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluationsOf, finalStateOf, finishedOf, journalOf, stepsOf, trainUntil } from './killed-run.ts';
import type { Kill, TrainingTask } from './killed-run.ts';

/** `tools/kill-training.mjs` asks for more. */
const KILLS = Number(process.env.ONEDAY_KILLS ?? 6);
const STEPS = 60 + 40 * KILLS;
const BUDGET_SECONDS = 2 + KILLS / 2;
/** Late enough; after it a process could end before it is killed. */
const LAST_PROGRESS = 0.8;
/** One in so many is killed while it starts. */
const EARLY_KILLS = 5;

const parent = mkdtempSync(join(tmpdir(), 'oneday-kill-training-'));
afterAll(() => rmSync(parent, { recursive: true }));

/** Random moments in the order in which they come: most while it trains, some while it starts. */
function randomKills(seed: number): Kill[] {
  const numbers = [...randomUniform(seedKey(seed), 2 * KILLS)];
  const progresses = numbers.slice(0, KILLS).map((number) => number * LAST_PROGRESS).sort((a, b) => a - b);
  return progresses.map((progress, i) => {
    const random = numbers[KILLS + i]!;
    if (i % EARLY_KILLS === EARLY_KILLS - 1) return { thenMilliseconds: 250 * random };
    return { progress, thenMilliseconds: 20 * random };
  });
}

/** Trains through all kills, with a pause after each, to the end; gives where they hit, and the times in seconds. */
async function trainThroughKills(task: TrainingTask, seed: number) {
  const start = performance.now();
  let pausedSeconds = 0;
  const stepsAtKills: number[] = [];
  for (const kill of randomKills(seed)) {
    expect(await trainUntil(task, kill)).toBe('SIGKILL');
    stepsAtKills.push(Math.max(0, ...stepsOf(journalOf(task.folder)).keys()));
    const pauseStart = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    pausedSeconds += (performance.now() - pauseStart) / 1000;
  }
  expect(await trainUntil(task)).toBeNull();
  console.log(`seed ${seed}: killed ${KILLS} times, at steps ${stepsAtKills.join(', ')}`);
  return { pausedSeconds, seconds: (performance.now() - start) / 1000 };
}

describe('a run that is killed again and again, and resumed each time', () => {
  const seed = Date.now();

  it(`equals an unbroken one bit for bit, by steps (seed ${seed})`, async () => {
    const [whole, broken] = [join(parent, 'whole'), join(parent, 'broken')];
    await trainUntil({ folder: whole, steps: STEPS });
    await trainThroughKills({ folder: broken, steps: STEPS }, seed);
    const losses = stepsOf(journalOf(whole));
    expect(losses.size).toBe(STEPS);
    expect(stepsOf(journalOf(broken))).toEqual(losses);
    // Steps that were taken twice were the same twice.
    for (const event of journalOf(broken)) {
      if (event.kind === 'step') expect(event.loss).toBe(losses.get(event.step)![0]);
    }
    expect(evaluationsOf(journalOf(broken))).toEqual(evaluationsOf(journalOf(whole)));
    expectSameEnd(broken, whole);
  });

  it(`equals one driven by its journal bit for bit, by the clock (seed ${seed + 1})`, async () => {
    const [broken, replayed] = [join(parent, 'timed'), join(parent, 'replayed')];
    const task = { folder: broken, budgetSeconds: BUDGET_SECONDS };
    const { pausedSeconds, seconds } = await trainThroughKills(task, seed + 1);
    await trainUntil({ folder: replayed, replayOf: join(broken, 'events.jsonl') });
    const { step } = finalStateOf(broken);
    const usedSeconds = finishedOf(journalOf(broken)).seconds;
    const losses = stepsOf(journalOf(replayed));
    expect(losses.size).toBe(step);
    const taken = [...stepsOf(journalOf(broken))].filter(([number]) => number <= step);
    expect(new Map(taken)).toEqual(losses);
    expectSameEnd(broken, replayed);
    expect(usedSeconds).toBeGreaterThanOrEqual(BUDGET_SECONDS);
    expect(usedSeconds).toBeLessThan(seconds - pausedSeconds);
  });

  function expectSameEnd(folder: string, other: string): void {
    const [end, otherEnd] = [finalStateOf(folder), finalStateOf(other)];
    expect(end.step).toBe(otherEnd.step);
    expect(end.tensors.map((bytes, i) => bytes.equals(otherEnd.tensors[i]!))).toEqual([true, true]);
    expect(end.state).toEqual(otherEnd.state);
  }
});
