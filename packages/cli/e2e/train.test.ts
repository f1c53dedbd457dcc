import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderStore } from '@oneday/checkpoint/node';
import { charGpt, parseRecipe } from '@oneday/recipes';
import { tokenizerFromJson } from '@oneday/tokenizer';
import type { TrainEvent } from '@oneday/trainer';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';
import type { Finished } from './run-oneday.ts';

const folder = temporaryFolder();
const text = generatedText(4000);
const python = process.env.PYTHON ?? 'python3';
writeFileSync(join(folder, 'text.txt'), text);

function pythonHasSafetensors(): boolean {
  try {
    execFileSync(python, ['-c', 'import numpy, safetensors'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('oneday train char-gpt, 200 steps', () => {
  const runFolder = join(folder, 'runs', 'char-gpt');
  const checkpoint = join(runFolder, 'checkpoints', 'step-00000200');
  let finished: Finished;
  let events: TrainEvent[];

  beforeAll(async () => {
    const args = ['train', 'char-gpt', '--text', 'text.txt', '--backend', 'cpu', '--seed', '3'];
    finished = await oneday(folder, ...args, '--set', 'training.steps=200', '--json');
    events = readFileSync(join(runFolder, 'events.jsonl'), 'utf8').trimEnd().split('\n')
      .map((line) => JSON.parse(line) as TrainEvent);
  }, 600_000);

  it('succeeds and ends with one JSON object, alone on standard output', () => {
    expect(finished.code).toBe(0);
    expect(finished.stdout.trimEnd().split('\n')).toHaveLength(1);
    const characters = [...text].length;
    const trainingTokens = Math.floor(0.9 * characters);
    expect(lastLine(finished.stdout)).toEqual({
      recipe: 'char-gpt', backend: 'cpu', device: expect.stringMatching(/^WebAssembly SIMD, \d+ threads?$/) as unknown,
      seed: 3, vocabSize: new Set(text).size, trainingTokens, validationTokens: characters - trainingTokens,
      scoredBytes: characters - trainingTokens - 1, steps: 200, stopped: false, earlyStopped: false, skippedSteps: 0,
      spikes: 0,
      loss: expect.any(Number) as unknown, valLoss: expect.any(Number) as unknown,
      bitsPerByte: expect.any(Number) as unknown, valAccuracy: expect.any(Number) as unknown, tokens: 200 * 12 * 64,
      seconds: expect.any(Number) as unknown, secondsPerStep: expect.any(Number) as unknown,
      checkpoint: 'runs/char-gpt/checkpoints/step-00000200', runFolder: 'runs/char-gpt',
      report: 'runs/char-gpt/report.html',
    });
  });

  it('learns: from ln V to less than half of it, on text it has not seen', () => {
    const { valLoss, bitsPerByte, vocabSize } = lastLine(finished.stdout) as Record<string, number>;
    const losses = events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
    expect(losses).toHaveLength(200);
    expect(losses[0]).toBeCloseTo(Math.log(vocabSize!), 0);
    expect(valLoss).toBeLessThan(losses[0]! / 2);
    expect(bitsPerByte).toBeCloseTo(valLoss! / Math.LN2, 12);
  });

  it('tells in a log what it does, in plain lines', () => {
    const lines = finished.stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('run folder runs/char-gpt');
    expect(lines[1]).toMatch(/^[\d,]+ tokens to train on, [\d,]+ held out, vocabulary \d+$/);
    expect(lines[2]).toMatch(/^[\d,]+ parameters, cpu \(WebAssembly SIMD, \d+ threads?\), f32, seed 3; compiled in/);
    expect(lines.filter((line) => /^step +\d+\/200 {2}loss \d+\.\d{4} {2}learning rate/.test(line))).toHaveLength(21);
    expect(lines.at(-2)).toBe('saved step 200');
    expect(lines.at(-1)).toMatch(/^evaluated after step 200: valLoss/);
    expect(finished.stderr).not.toContain('\u001b');
  });

  it('keeps the resolved recipe, versions, device and kernel choices', () => {
    const config = JSON.parse(readFileSync(join(runFolder, 'config.json'), 'utf8')) as Record<string, unknown>;
    const recipe = charGpt({ textFile: 'text.txt', training: { steps: 200 } });
    expect(parseRecipe(config.recipe)).toEqual(recipe);
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(config).toMatchObject({
      seed: 3, versions: { oneday: version, node: process.version }, platform: { system: process.platform },
      backend: { name: 'cpu', can: { deterministic: true } },
    });
    const kernels = config.kernels as { program: string; op: string; choice: unknown }[];
    expect(kernels).toContainEqual({ program: 'gradients', op: 'attention', choice: 'native' });
    expect(new Set(kernels.map(({ program }) => program))).toEqual(new Set(['gradients', 'update', 'evaluate']));
  });

  it('keeps the tokenizer, the tokens, the events, a report and one checkpoint, and nothing else', () => {
    expect(readdirSync(runFolder).sort()).toEqual([
      'checkpoints', 'config.json', 'data', 'events.jsonl', 'report.html', 'tokenizer.json',
    ]);
    expect(readdirSync(checkpoint).sort()).toEqual(['model.safetensors', 'optimizer.safetensors', 'state.json']);
    const json: unknown = JSON.parse(readFileSync(join(runFolder, 'tokenizer.json'), 'utf8'));
    const tokenizer = tokenizerFromJson(json);
    expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== 'step');
    expect(kinds).toEqual(['started', 'saved', 'evaluated', 'finished']);
  });

  it('keeps parameters that the store loads', async () => {
    const { model } = await folderStore(runFolder).load(200);
    expect(model.get('blocks.3.feedForwardOut.weight')).toMatchObject({ dtype: 'f32', shape: [128, 512] });
  });

  it('numbers the next run and leaves this one alone', async () => {
    const before = readFileSync(join(runFolder, 'config.json'));
    const args = ['train', 'char-gpt', '--text', 'text.txt', ...TINY, '--set', 'training.steps=3'];
    const { code, stdout } = await oneday(folder, ...args);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'run folder runs/char-gpt-2']);
    expect(readFileSync(join(runFolder, 'config.json'))).toEqual(before);
  });

  it('lists the parameters with inspect', async () => {
    const { code, stdout } = await oneday(folder, 'inspect', join(checkpoint, 'model.safetensors'), '--json');
    const { tensors, elements } = lastLine(stdout) as { tensors: { shape: number[] }[]; elements: number };
    expect(code).toBe(0);
    expect(tensors).toHaveLength(27);
    expect(tensors).toContainEqual({ name: 'finalNorm.weight', dtype: 'f32', shape: [128], bytes: 512 });
    expect(elements).toBe(tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0));
  });

  // Needs a Python with safetensors; tools/skipped-tests.json names it.
  it.skipIf(!pythonHasSafetensors())('keeps parameters that Python\'s safetensors loads, value for value', async () => {
    const script = `
import json, sys
from safetensors.numpy import load_file
tensors = load_file(sys.argv[1])
facts = {name: [list(t.shape), str(t.dtype), float(t.astype("float64").sum())] for name, t in tensors.items()}
print(json.dumps(facts))`;
    const printed = execFileSync(python, ['-c', script, join(checkpoint, 'model.safetensors')], { encoding: 'utf8' });
    const { model } = await folderStore(runFolder).load(200);
    const ours = Object.fromEntries([...model].map(([name, { shape, data }]) => {
      const sum = (data as Float32Array).reduce((total, value) => total + value, 0);
      return [name, [shape, 'float32', expect.closeTo(sum, 6) as unknown]];
    }));
    expect(JSON.parse(printed)).toEqual(ours);
  });
});

describe('threads', () => {
  it('do not change a bit of the parameters', async () => {
    const parametersWith = async (threads: string) => {
      const out = join(folder, `threads-${threads}`);
      const args = ['train', 'char-gpt', '--text', 'text.txt', '--threads', threads, '--out', out];
      expect((await oneday(folder, ...args, '--set', 'training.steps=10')).code).toBe(0);
      return readFileSync(join(out, 'checkpoints', 'step-00000010', 'model.safetensors'));
    };
    expect(Buffer.compare(await parametersWith('1'), await parametersWith('2'))).toBe(0);
  });
});
