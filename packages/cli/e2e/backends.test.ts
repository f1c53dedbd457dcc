/** One recipe on each backend that computes on a card, unchanged: only the opening, or `--backend`, differs. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpu } from '@oneday/backend-cpu';
import { nodeGpu } from '@oneday/backend-node-gpu';
import { webgpu } from '@oneday/backend-webgpu';
import { xla } from '@oneday/backend-xla';
import type { Backend } from '@oneday/ops';
import { bertDay, charGpt, runRecipe } from '@oneday/recipes';
import type { Recipe } from '@oneday/recipes';
import type { TrainEvent } from '@oneday/trainer';
import { describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, oneday, startOneday, temporaryFolder } from './run-oneday.ts';

/** Held to the first. */
const backends: readonly (readonly [name: string, open: () => Promise<Backend>])[] = [
  ['cpu', () => cpu()],
  ['webgpu', () => webgpu()],
  // `oneday setup … --cpu` has TensorFlow and XLA's plugin for this platform alone.
  ...(process.platform === 'linux' && process.arch === 'x64'
    ? [['node-gpu', () => nodeGpu()] as const, ['xla', () => xla({ kind: 'cpu' })] as const]
    : []),
];
const others = backends.slice(1).map(([name]) => name);
/** Losses, in nats, agree to this. */
const TOLERANCE = 1e-3;
const STEPS = 50;

const text = generatedText(1500);
const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), text);

const size = {
  vocabSize: 300, layers: 1, heads: 2, width: 16, context: 16, batch: 4, accumulation: 2, peakLearningRate: 1e-2,
};
const recipes: readonly Recipe[] = [
  charGpt({
    textFile: 'text.txt', model: { layers: 1, heads: 2, width: 16, context: 16, dropout: 0.1 },
    training: { batch: 4, steps: STEPS, warmupSteps: 2 },
  }),
  bertDay({ text: ['text.txt'], size, budgetSeconds: 120 }),
];
/** How far a run with a budget is at each step. */
const replay = Array.from({ length: STEPS }, (_, step) => step / STEPS);

/** The losses of a recipe's steps, and what is allocated after each. */
async function trained(recipe: Recipe, backend: Backend) {
  const [losses, usedBytes]: [number[], number[]] = [[], []];
  const run = runRecipe(recipe, { text, backend, seed: 1, ...(recipe.kind === 'bert-day' && { replay }) });
  run.events$.subscribe((event) => {
    if (event.kind !== 'step') return;
    losses.push(event.loss);
    usedBytes.push(backend.memory().usedBytes);
  });
  await run.done;
  return { losses, usedBytes };
}

function expectSameLosses(losses: readonly number[], reference: readonly number[]): void {
  expect(losses).toHaveLength(reference.length);
  const differences = losses.map((loss, i) => Math.abs(loss - reference[i]!));
  expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
}

/** The events in a run's journal. */
function eventsOf(run: string): TrainEvent[] {
  const lines = readFileSync(join(folder, run, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as TrainEvent);
}

/** The loss of each step, as it was taken last. */
function lossesOf(run: string): number[] {
  const losses: number[] = [];
  for (const event of eventsOf(run)) if (event.kind === 'step') losses[event.step - 1] = event.loss;
  return losses;
}

async function onedayDone(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await oneday(folder, ...args);
  expect(code, stderr).toBe(0);
}

describe('in code', () => {
  it.each(recipes)('$kind has the same first losses to 1e-3 on all', async (recipe) => {
    const losses: number[][] = [];
    for (const [, open] of backends) {
      await using backend = await open();
      losses.push((await trained(recipe, backend)).losses);
    }
    expect(losses[0]).toHaveLength(STEPS);
    losses.slice(1).forEach((ofBackend) => expectSameLosses(ofBackend, losses[0]!));
  });

  it.each(backends.slice(1))('%s holds no more after 500 steps than after the first 50', async (_, open) => {
    await using backend = await open();
    const { usedBytes } = await trained(charGpt({
      textFile: 'text.txt', model: { layers: 1, heads: 2, width: 16, context: 16, dropout: 0.1 },
      training: { batch: 4, steps: 500, warmupSteps: 2, evaluateEverySteps: 500 },
    }), backend);
    expect(usedBytes).toHaveLength(500);
    expect(Math.max(...usedBytes.slice(50))).toBe(Math.max(...usedBytes.slice(0, 50)));
  });
});

describe('on the command line', () => {
  it('char-gpt has the same first losses to 1e-3 with each --backend', async () => {
    const args = ['train', 'char-gpt', '--text', 'text.txt', ...TINY, '--set', `training.steps=${STEPS}`];
    for (const [name] of backends) await onedayDone(...args, '--out', `char-gpt-${name}`, '--backend', name);
    others.forEach((name) => expectSameLosses(lossesOf(`char-gpt-${name}`), lossesOf('char-gpt-cpu')));
  });

  it('bert-day with a budget, replayed with another --backend, has the losses of its first steps', async () => {
    await onedayDone('train', 'bert-day', '--text', 'text.txt', '--out', 'bert', '--budget', '4s', '--backend', 'cpu');
    cpSync(join(folder, 'bert'), join(folder, 'first-steps'), { recursive: true });
    const steps = eventsOf('bert').filter(({ kind }) => kind === 'started' || kind === 'step').slice(0, 1 + STEPS / 2);
    const journal = join('first-steps', 'events.jsonl');
    writeFileSync(join(folder, journal), steps.map((event) => `${JSON.stringify(event)}\n`).join(''));
    for (const name of others) {
      await onedayDone('train', '--replay', journal, '--out', `bert-${name}`, '--backend', name);
      expectSameLosses(lossesOf(`bert-${name}`), lossesOf('first-steps'));
    }
  });
});

describe('a device that fails under the command', () => {
  const settings = [...TINY, '--set', 'training.steps=20', '--set', 'training.saveEverySteps=5'];
  const train = ['train', 'char-gpt', '--text', 'text.txt', '--backend', 'webgpu', ...settings];

  function brokenBy(failure: string, out: string) {
    const environment = {
      NODE_OPTIONS: `--import=${new URL('break-device.mjs', import.meta.url).href}`, BREAK_DEVICE: failure,
    };
    return startOneday(folder, [...train, '--out', out], environment).finished;
  }

  it.each([
    ['shader', /^oneday: webgpu: shader layerNorm does not compile: line \d+: .+$/],
    ['memory', /^oneday: webgpu: out of memory: .+$/],
    ['lost', /^oneday: webgpu: the device was lost \(destroyed\): .+; open the backend again and resume the run$/],
  ])('ends the run with one line and no further loss: %s', async (failure, line) => {
    const { code, stderr } = await brokenBy(failure, failure);
    expect(code).toBe(1);
    const printed = stderr.trimEnd().split('\n');
    expect(printed.at(-1)).toMatch(line);
    expect(printed.filter((other) => other.startsWith('oneday: '))).toHaveLength(1);
    if (failure === 'shader') return;
    expect(eventsOf(failure).at(-1)).toMatchObject({ kind: 'failed' });
    expect(lossesOf(failure).length).toBeLessThan(20);
  });

  it('that was lost, a resumed run goes on there bit for bit', async () => {
    await onedayDone(...train, '--out', 'whole');
    const checkpoint = (run: string, file: string) => join(folder, run, 'checkpoints', 'step-00000020', file);
    expect(existsSync(checkpoint('lost', 'model.safetensors'))).toBe(false);
    const { code, stdout, stderr } = await oneday(folder, 'train', '--resume', 'lost', '--json');
    expect(code, stderr).toBe(0);
    expect(lastLine(stdout)).toMatchObject({ backend: 'webgpu' });
    expect(stderr).toMatch(/going on after step (5|10|15)\n/);
    expect(lossesOf('lost')).toEqual(lossesOf('whole'));
    for (const file of ['model.safetensors', 'optimizer.safetensors']) {
      const [resumed, whole] = ['lost', 'whole'].map((run) => readFileSync(checkpoint(run, file)));
      expect(resumed!.equals(whole!)).toBe(true);
    }
  });
});
