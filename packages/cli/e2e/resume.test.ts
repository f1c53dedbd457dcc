import {
  appendFileSync, cpSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainEvent } from '@oneday/trainer';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, oneday, startOneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(1500));
const STEPS = 1000;
const settings = [
  ...TINY, '--set', `training.steps=${STEPS}`, '--set', 'training.saveEverySteps=50', '--set', 'model.dropout=0.1',
  '--threads', '1',
];
const train = (out: string) => ['train', 'char-gpt', '--text', 'text.txt', '--out', out, '--json', ...settings];

/** The bytes of a run's last parameters and optimizer state. */
function lastTensors(run: string): Buffer[] {
  const step = join(folder, run, 'checkpoints', `step-${String(STEPS).padStart(8, '0')}`);
  return ['model.safetensors', 'optimizer.safetensors'].map((file) => readFileSync(join(step, file)));
}

/** The loss of each step, as it was taken last; lines that a kill tore are left out. */
function losses(run: string): number[] {
  const found: number[] = [];
  for (const line of readFileSync(join(folder, run, 'events.jsonl'), 'utf8').split('\n')) {
    if (!line.startsWith('{') || !line.endsWith('}')) continue;
    const event = JSON.parse(line) as TrainEvent;
    if (event.kind === 'step') found[event.step - 1] = event.loss;
  }
  return found;
}

/** Starts a run and ends it with a signal after some steps. */
async function interrupted(args: readonly string[], signal: NodeJS.Signals, afterLines: number) {
  const { child, finished } = startOneday(folder, args);
  let lines = 0;
  child.stderr!.on('data', (data: Buffer) => {
    const before = lines;
    lines += data.toString().split('step ').length - 1;
    if (before < afterLines && lines >= afterLines) child.kill(signal);
  });
  return finished;
}

// Windows has no signal that one process can send another to say Ctrl-C.
describe.skipIf(process.platform === 'win32')('oneday train --resume', () => {
  beforeAll(async () => {
    expect((await oneday(folder, ...train('unbroken'))).code).toBe(0);
  });

  it('after Ctrl-C ends with the parameters of an unbroken run, bit for bit', async () => {
    expect((await interrupted(train('stopped'), 'SIGINT', 4)).code).toBe(130);
    const { code, stdout, stderr } = await oneday(folder, 'train', '--resume', 'stopped', '--threads', '1', '--json');
    expect(code).toBe(0);
    expect(stderr).toMatch(/going on after step [1-9]\d*\n/);
    expect(lastLine(stdout)).toMatchObject({ steps: STEPS, stopped: false, runFolder: 'stopped' });
    expect(lastTensors('stopped')).toEqual(lastTensors('unbroken'));
    expect(losses('stopped')).toEqual(losses('unbroken'));
  });

  it('after kill -9, twice, ends with the parameters of an unbroken run, bit for bit', async () => {
    expect((await interrupted(train('killed'), 'SIGKILL', 3)).code).toBeNull();
    // What a write that was cut short leaves.
    appendFileSync(join(folder, 'killed', 'events.jsonl'), '{"kind":"step","st');
    await interrupted(['train', '--resume', 'killed', '--threads', '1', '--json'], 'SIGKILL', 4);
    const { code } = await oneday(folder, 'train', '--resume', 'killed', '--threads', '1');
    expect(code).toBe(0);
    expect(lastTensors('killed')).toEqual(lastTensors('unbroken'));
    expect(losses('killed')).toEqual(losses('unbroken'));
  });

  it('goes on from the checkpoint before a torn one, which is named, and ends as an unbroken run', async () => {
    cpSync(join(folder, 'unbroken'), join(folder, 'torn'), { recursive: true });
    const last = join('checkpoints', `step-${String(STEPS).padStart(8, '0')}`);
    truncateSync(join(folder, 'torn', last, 'optimizer.safetensors'), 1000);
    const { code, stderr } = await oneday(folder, 'train', '--resume', 'torn', '--threads', '1', '--json');
    expect(code).toBe(0);
    const file = `checkpoint ${JSON.stringify(join('torn', last))}: optimizer.safetensors`;
    expect(stderr).toContain(`oneday: ${file}: torn: `);
    expect(stderr).toContain(`; step ${STEPS - 50} is used instead\n`);
    expect(stderr).toContain(`going on after step ${STEPS - 50}\n`);
    expect(lastTensors('torn')).toEqual(lastTensors('unbroken'));
    expect(losses('torn')).toEqual(losses('unbroken'));
  });

  it('--replay repeats a run from its journal, bit for bit', async () => {
    const journal = join('killed', 'events.jsonl');
    const { code } = await oneday(folder, 'train', '--replay', journal, '--out', 'repeated', '--threads', '1');
    expect(code).toBe(0);
    expect(lastTensors('repeated')).toEqual(lastTensors('unbroken'));
  });

  it('has nothing left to do for a run that is done, and leaves its parameters alone', async () => {
    const { code, stdout } = await oneday(folder, 'train', '--resume', 'stopped', '--threads', '1', '--json');
    expect([code, lastLine(stdout).steps]).toEqual([0, STEPS]);
    expect(lastTensors('stopped')).toEqual(lastTensors('unbroken'));
  });

  it.each([
    ['a recipe', ['char-gpt'], 'the recipe char-gpt'],
    ['a setting', ['--set', 'training.steps=5'], '--set'],
    ['a seed', ['--seed', '2'], '--seed'],
    ['a text', ['--text', 'text.txt'], '--text'],
    ['a budget', ['--budget', '2m'], '--budget'],
    ['a run folder', ['--out', 'new'], '--out'],
  ])('refuses %s, which the run has already', async (_, args, named) => {
    const { code, stderr } = await oneday(folder, 'train', ...args, '--resume', 'stopped');
    const rule = 'train: --resume stopped: a run goes on with the settings it was started with';
    expect([code, stderr]).toEqual([2, `oneday: ${rule}; leave out ${named}\n`]);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it.each([
    ['a folder that is no run', ['--resume', '.'],
      'run ".": config.json: there is no such file; name a folder that oneday train made'],
    ['a journal that is not there', ['--replay', 'none.jsonl'],
      'journal "none.jsonl": there is no such file; name the events.jsonl of a run'],
    ['neither recipe nor run', [],
      'train: name a recipe (char-gpt, quickstart, gpt-day, bert-day), or give --resume or --replay'],
  ])('refuses %s', async (_, args, line) => {
    const before = readdirSync(folder);
    const { code, stderr } = await oneday(folder, 'train', ...args);
    expect([code, stderr]).toEqual([2, `oneday: ${line}\n`]);
    expect(readdirSync(folder)).toEqual(before);
  });
});
