import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
const text = generatedText(1500);
const validation = text.slice(Math.floor(0.9 * text.length));
writeFileSync(join(folder, 'text.txt'), text);
writeFileSync(join(folder, 'held-out.txt'), validation);
writeFileSync(join(folder, 'chinese.txt'), '我喜欢吃苹果。');
writeFileSync(join(folder, 'other.txt'), generatedText(1500).toUpperCase());
const fewSteps = ['--set', 'training.steps=40', '--set', 'training.saveEverySteps=20', '--threads', '1'];
let trained: Record<string, unknown>;

/** A copy of the run to damage. */
function copyOf(name: string): string {
  cpSync(join(folder, 'run'), join(folder, name), { recursive: true });
  return join(folder, name);
}

beforeAll(async () => {
  const { stdout } = await oneday(
    folder, 'train', 'char-gpt', '--text', 'text.txt', '--out', 'run', '--json', ...TINY, ...fewSteps,
  );
  trained = lastLine(stdout);
  await oneday(folder, 'train', 'char-gpt', '--text', 'other.txt', '--out', 'other', ...TINY, ...fewSteps);
});

describe('oneday generate', () => {
  const args = ['generate', '--run', 'run', '--prompt', 'the king', '--tokens', '30', '--threads', '1'];

  it('continues the prompt with the run\'s characters, the same for the same seed', async () => {
    const { code, stdout, stderr } = await oneday(folder, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^the king[\s\S]{30}\n$/);
    expect(new Set(text)).toEqual(new Set([...text, ...stdout]));
    expect((await oneday(folder, ...args)).stdout).toBe(stdout);
    expect((await oneday(folder, ...args, '--seed', '2')).stdout).not.toBe(stdout);
  });

  it('takes the likeliest characters at temperature 0, and when only one can be drawn', async () => {
    const greedy = (await oneday(folder, ...args, '--temperature', '0')).stdout;
    expect((await oneday(folder, ...args, '--top-k', '1', '--seed', '5')).stdout).toBe(greedy);
    expect((await oneday(folder, ...args, '--top-p', '0.000001', '--seed', '6')).stdout).toBe(greedy);
  });

  it('refuses a prompt of other characters in one line, and writes nothing', async () => {
    const { code, stdout, stderr } = await oneday(folder, 'generate', '--run', 'run', '--prompt', '日');
    const line = 'encode: every character must be in the vocabulary; got "日" (U+65E5) at offset 0';
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `oneday: ${line}\n` });
  });

  it('ends with one JSON object', async () => {
    const { stdout } = await oneday(folder, ...args, '--json');
    expect(lastLine(stdout)).toEqual({
      run: 'run', step: 40, prompt: 'the king', text: expect.stringMatching(/^[\s\S]{30}$/) as unknown,
      temperature: 0.8, topK: null, topP: 1, seed: 1, seconds: expect.any(Number) as unknown,
    });
  });
});

describe('oneday evaluate', () => {
  it('gives on the validation split the scores that training gave', async () => {
    const { code, stdout } = await oneday(folder, 'evaluate', '--run', 'run', '--text', 'held-out.txt', '--json');
    expect(code).toBe(0);
    const { valLoss, bitsPerByte, valAccuracy } = trained as Record<string, number>;
    expect(lastLine(stdout)).toEqual({
      run: 'run', step: 40, loss: expect.closeTo(valLoss!, 5) as unknown, scoredTokens: validation.length - 1,
      bitsPerByte: expect.closeTo(bitsPerByte!, 5) as unknown, accuracy: valAccuracy,
      scoredBytes: validation.length - 1, seconds: expect.any(Number) as unknown,
    });
  });

  it('says it in lines', async () => {
    const { stdout } = await oneday(folder, 'evaluate', '--run', 'run', '--text', 'held-out.txt');
    const [scores, size] = stdout.split('\n');
    expect(scores).toMatch(/^step 40: loss \d\.\d{4} nats per token, \d\.\d{4} bits per byte, \d+\.\d % right$/);
    expect(size).toMatch(/^\d+ tokens scored in \d\.\d s$/);
  });
});

describe('a run folder that is not whole', () => {
  const generate = (run: string) => oneday(folder, 'generate', '--run', run, '--prompt', 'a', '--tokens', '1');

  it('is used from the checkpoint before a torn one, which is named', async () => {
    truncateSync(join(copyOf('torn'), 'checkpoints', 'step-00000040', 'model.safetensors'), 1000);
    const { code, stderr, stdout } = await oneday(
      folder, 'generate', '--run', 'torn', '--prompt', 'a', '--tokens', '1', '--json',
    );
    expect([code, lastLine(stdout).step]).toEqual([0, 20]);
    expect(stderr).toMatch(/step-00000040.*: torn: .*; step 20 is used instead\n/);
  });

  it('gives one line and exit code 2 where no checkpoint is whole', async () => {
    const path = copyOf('all-torn');
    for (const step of ['20', '40']) truncateSync(join(path, 'checkpoints', `step-000000${step}`, 'state.json'), 10);
    const { code, stderr } = await generate('all-torn');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^oneday: no checkpoint can be used: .*step-00000040.*\n$/);
  });

  it('refuses the tokenizer of another run, though it has as many tokens', async () => {
    cpSync(join(folder, 'other', 'tokenizer.json'), join(copyOf('mixed'), 'tokenizer.json'));
    const { code, stderr } = await generate('mixed');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^oneday: run "mixed": tokenizer.json must be the one that the run was trained with; got one with \d+ tokens\n$/,
    );
  });

  it.each([
    ['a missing run', 'none', 'run "none": config.json: there is no such file; name a folder that oneday train made'],
    ['a tokenizer that is no JSON', 'no-json', expect.stringMatching(/^tokenizer "no-json.*": not valid JSON/)],
    ['a tokenizer of an unknown kind', 'unknown-kind',
      expect.stringMatching(/^tokenizer "unknown-kind.*": .*model.type must be a known type \(.*\); got "Word"/)],
    ['a config without a recipe', 'no-recipe',
      'run "no-recipe": config.json: recipe and seed expected; name a folder that oneday train made'],
  ])('refuses %s', async (_, run, line) => {
    const tokenizer = readFileSync(join(folder, 'run', 'tokenizer.json'), 'utf8');
    if (run === 'no-json') writeFileSync(join(copyOf(run), 'tokenizer.json'), '{');
    if (run === 'unknown-kind') {
      writeFileSync(join(copyOf(run), 'tokenizer.json'), tokenizer.replace('"WordLevel"', '"Word"'));
    }
    if (run === 'no-recipe') writeFileSync(join(copyOf(run), 'config.json'), '{}');
    const { code, stdout, stderr } = await generate(run);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('oneday: ')]);
    expect(stderr.trimEnd().slice(8)).toEqual(line);
  });

  it('refuses characters that the run does not know, naming the text', async () => {
    const { code, stderr } = await oneday(folder, 'evaluate', '--run', 'run', '--text', 'chinese.txt');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^oneday: text "chinese.txt": encode: every character must be in the vocabulary; got .*\n$/);
  });

  it('refuses to fill masks with a causal model', async () => {
    const { code, stderr } = await oneday(folder, 'fill-mask', '--run', 'run', '--text', 'a [MASK]');
    expect([code, stderr]).toEqual([
      2, 'oneday: run "run": it holds a causal model of char-gpt; use it with oneday generate\n',
    ]);
  });
});
