import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUniform, seedKey } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import type { FinishedEvent } from '@oneday/trainer';
import { generatedText, TINY } from './generated-text.ts';
import { eventsOf, finalStateOf, measuringSecondsOf, outcomesOf, runUntil } from './killed-run.ts';
import type { CommandRun, Kill } from './killed-run.ts';
import { phases } from './run-watch.ts';
import { oneday, temporaryFolder } from './run-oneday.ts';

/** `tools/kill-training.mjs` asks for more. */
const KILLS = Number(process.env.ONEDAY_KILLS ?? 3);
const STEPS = 100 + 50 * KILLS;
const BUDGET_SECONDS = process.env.ONEDAY_KILLS === undefined ? 4 : 2 * KILLS;
/** Later ones hit the end of the run. */
const LAST_PROGRESS = 0.9;
const PAUSE_SECONDS = 0.5;
/** Some processes end before they are killed. */
const MOST_ATTEMPTS = 3 * KILLS;
/** The latest moment after something has begun at which it still lasts, mostly, in milliseconds. */
const LONGEST = { starting: 150, preparing: 100, compiling: 20, steps: 30, saving: 2, evaluating: 10, ending: 5 };

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(3000));
const train = (recipe: string, name: string, settings: readonly string[]) => [
  'train', recipe, '--text', 'text.txt', '--out', name, '--threads', '1', '--json', ...settings,
];
const set = (...settings: readonly string[]) => settings.flatMap((setting) => ['--set', setting]);

/** Enough for each phase: then a run is first killed as it starts, and its size is measured. */
const IS_LONG = KILLS >= phases.length;

/** Random moments: phases in turn, those of a run under way in the order of their progress, and the end last. */
function randomKills(seed: number): Kill[] {
  const random = [...randomUniform(seedKey(seed), 2 * KILLS)];
  const progresses = random.slice(0, KILLS).map((number) => LAST_PROGRESS * number).sort((a, b) => a - b);
  return progresses.map((progress, i) => {
    const isLast = i >= KILLS - Math.ceil(KILLS / phases.length);
    const phase = isLast ? 'ending' : phases[(i + (IS_LONG ? 0 : seed)) % (phases.length - 1)]!;
    const fromProgress = ['steps', 'saving', 'evaluating'].includes(phase) ? progress : 0;
    return { phase, fromProgress, thenMilliseconds: LONGEST[phase] * random[KILLS + i]! };
  });
}

/** Runs through all kills, with a pause after each, to the end; prints where they hit, and gives times in seconds. */
async function runThroughKills(run: CommandRun, seed: number) {
  const start = performance.now();
  let pausedSeconds = 0;
  const kills = randomKills(seed);
  const rows: string[] = [];
  for (let attempt = 1; kills.length > 0 && attempt <= MOST_ATTEMPTS; attempt++) {
    const { killed, phase, step, progress } = await runUntil(run, kills[0]);
    kills.shift();
    // One that came too late is made up for by one that cannot.
    if (!killed) kills.unshift({ phase: 'preparing', fromProgress: 0, thenMilliseconds: 10 });
    if (killed) rows.push(`${phase.padEnd(12)}${String(step).padStart(6)}${(100 * progress).toFixed(1).padStart(8)} %`);
    const pauseStart = performance.now();
    await sleep(1000 * PAUSE_SECONDS);
    pausedSeconds += (performance.now() - pauseStart) / 1000;
  }
  expect(await runUntil(run)).toMatchObject({ killed: false });
  console.log(`${run.name}, seed ${seed}: killed ${KILLS} times\nwhile it was    after step\n${rows.join('\n')}`);
  expect(rows).toHaveLength(KILLS);
  return { pausedSeconds, seconds: (performance.now() - start) / 1000 };
}

function expectSameEnd(run: CommandRun, other: CommandRun): void {
  const [end, otherEnd] = [finalStateOf(run), finalStateOf(other)];
  expect(end.step).toBe(otherEnd.step);
  expect(end.tensors.map((bytes, i) => bytes.equals(otherEnd.tensors[i]!))).toEqual([true, true]);
  expect(end.state).toEqual(otherEnd.state);
}

// Windows has no SIGKILL.
describe.skipIf(process.platform === 'win32')('a run that is killed again and again, and resumed each time', () => {
  const seed = Number(process.env.ONEDAY_KILL_SEED ?? Date.now() % 1e6);

  it(`equals an unbroken one bit for bit, by steps (seed ${seed})`, async () => {
    const every = { evaluate: 40, save: 7 };
    const settings = [...TINY, ...set(
      `training.steps=${STEPS}`, `training.evaluateEverySteps=${every.evaluate}`,
      `training.saveEverySteps=${every.save}`, 'model.dropout=0.1',
    )];
    const runOf = (name: string): CommandRun => ({
      folder, name, args: train('char-gpt', name, settings), evaluatesAfter: ({ step }) => step % every.evaluate === 0,
    });
    const [whole, broken] = [runOf('whole'), runOf('broken')];
    await runUntil(whole);
    await runThroughKills(broken, seed);
    const expected = new Map(outcomesOf(whole));
    expect(expected.size).toBe(STEPS + Math.ceil(STEPS / every.evaluate));
    // Those that were made again were the same again.
    for (const [what, numbers] of outcomesOf(broken)) expect(numbers).toBe(expected.get(what));
    expect(new Set(new Map(outcomesOf(broken)).keys())).toEqual(new Set(expected.keys()));
    expectSameEnd(broken, whole);
  });

  it(`equals one driven by its journal bit for bit, by the clock (seed ${seed + 1})`, async () => {
    const size = {
      vocabSize: 300, layers: 1, heads: 2, width: 64, context: 32, batch: 8, accumulation: 2, peakLearningRate: 0.01,
    };
    const args = train('bert-day', 'timed', [
      '--budget', `${BUDGET_SECONDS}s`,
      ...(IS_LONG ? [] : set(`size=${JSON.stringify(size)}`)),
      ...set('training.saveEveryFraction=0.05', 'training.evaluateEveryFraction=0.2'),
    ]);
    const timed: CommandRun = {
      folder, name: 'timed', args,
      evaluatesAfter: ({ progress }, before) => Math.floor(5 * progress) > Math.floor(5 * (before?.progress ?? 1)),
    };
    const { pausedSeconds, seconds } = await runThroughKills(timed, seed + 1);
    const journal = join('timed', 'events.jsonl');
    const { code } = await oneday(folder, 'train', '--replay', journal, '--out', 'replayed', '--threads', '1');
    expect(code).toBe(0);

    const replayed: CommandRun = { ...timed, name: 'replayed' };
    const { step } = finalStateOf(timed);
    const taken = new Map(outcomesOf(timed));
    const expected = new Map(outcomesOf(replayed));
    expect([...expected.keys()].filter((what) => what.startsWith('step ')).at(-1)).toBe(`step ${step}`);
    for (const [what, numbers] of expected) expect(taken.get(what)).toBe(numbers);
    expectSameEnd(timed, replayed);

    const used = eventsOf(timed).filter((event): event is FinishedEvent => event.kind === 'finished').at(-1)!.seconds;
    expect(used).toBeGreaterThanOrEqual(BUDGET_SECONDS - measuringSecondsOf(timed));
    expect(used).toBeLessThan(seconds - pausedSeconds);
  });
});
