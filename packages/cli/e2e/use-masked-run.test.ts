import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '@oneday/core';
import { openPrepared } from '@oneday/data/node';
import { tokenizerFromJson } from '@oneday/tokenizer';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedText } from './generated-text.ts';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'text.txt'), generatedText(6000));
const size = {
  vocabSize: 300, layers: 1, heads: 2, width: 32, context: 32, batch: 8, accumulation: 1, peakLearningRate: 0.01,
};
let trained: Record<string, unknown>;

/** The text that the run held out. */
async function heldOutText(): Promise<string> {
  const tokenizerPath = join(folder, 'run', 'tokenizer.json');
  const tokenizer = tokenizerFromJson(parseJson(readFileSync(tokenizerPath, 'utf8'), tokenizerPath, 2 ** 24));
  await using data = await openPrepared(join(folder, 'run', 'data'), { tokenizer });
  const tokens = await data.heldOut!.read(0, data.heldOut!.tokenCount);
  return tokenizer.decode(tokens, { skipSpecialTokens: true });
}

beforeAll(async () => {
  const { code, stdout, stderr } = await oneday(
    folder, 'train', 'bert-day', '--text', 'text.txt', '--budget', '3s', '--out', 'run', '--json', '--threads', '1',
    '--set', `size=${JSON.stringify(size)}`,
  );
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  trained = lastLine(stdout);
});

describe('a masked run', () => {
  it('has learned: its held-out loss is below the unigram entropy of the masked tokens, which stands beside it', () => {
    const { valLoss, maskedUnigramEntropy } = trained as Record<string, number>;
    expect(valLoss).toBeLessThan(maskedUnigramEntropy!);
  });

  it('fills a mask with words of its text, the likeliest first', async () => {
    const args = ['fill-mask', '--run', 'run', '--text', 'the king said to his [MASK] and', '--top', '3'];
    const { code, stdout, stderr } = await oneday(folder, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines.slice(0, 3)) expect(line).toMatch(/^token \d+: ".+" \d+\.\d %$/);
    expect(lines[3]).toMatch(/^the king said to his.+ and$/);
    expect(lines[3]).not.toContain('[MASK]');

    const { masks, text } = lastLine((await oneday(folder, ...args, '--json')).stdout) as {
      masks: { candidates: { token: string; probability: number }[] }[]; text: string;
    };
    const [{ candidates }] = masks as [typeof masks[0]];
    expect(text).toBe(lines[3]);
    const probabilities = candidates.map(({ probability }) => probability);
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
    expect(generatedText(6000)).toContain(candidates[0]!.token);
  });

  it('is scored by evaluate on the text that it held out as by its own validation', async () => {
    writeFileSync(join(folder, 'held-out.txt'), await heldOutText());
    const { code, stdout, stderr } = await oneday(
      folder, 'evaluate', '--run', 'run', '--text', 'held-out.txt', '--json',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { valLoss, valAccuracy, steps } = trained as Record<string, number>;
    const { step, loss, accuracy, bitsPerByte, scoredTokens } = lastLine(stdout);
    expect({ step, loss, accuracy, bitsPerByte }).toEqual({
      step: steps, loss: expect.closeTo(valLoss!, 5) as unknown, accuracy: valAccuracy, bitsPerByte: undefined,
    });
    const lines = (await oneday(folder, 'evaluate', '--run', 'run', '--text', 'held-out.txt')).stdout.split('\n');
    expect(lines[0]).toBe(
      `step ${steps}: loss ${valLoss!.toFixed(4)} nats per masked token, ${(100 * valAccuracy!).toFixed(1)} % right`,
    );
    expect(lines[1]).toMatch(new RegExp(`^${(scoredTokens as number).toLocaleString('en-US')} tokens scored in `));
  });

  it('is asked tasks, by masking each token alone, and knows the words of its text', async () => {
    const documents = ['the', 'good', 'my'].map((before) => ({ before }));
    writeFileSync(join(folder, 'words.jsonl'), documents.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const described = { name: 'words', documents: 'words.jsonl', prompt: '{before}' };
    const task = { ...described, kind: 'multiple-choice', choices: ['king', 'qqqqqqq'], answer: 0 };
    writeFileSync(join(folder, 'words.json'), JSON.stringify(task));
    const args = ['evaluate', '--run', 'run', '--task', 'words.json'];
    const { code, stdout, stderr } = await oneday(folder, ...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lastLine(stdout)).toMatchObject({ likelihoods: 'pseudo-log-likelihoods', metrics: { acc: { value: 1 } } });
    const lines = (await oneday(folder, ...args)).stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('scored by pseudo-log-likelihoods: each token was masked alone');
    writeFileSync(join(folder, 'write.json'), JSON.stringify({ ...described, kind: 'generation', target: 'before' }));
    expect(await oneday(folder, ...args.slice(0, -1), 'write.json')).toEqual({
      code: 2, stdout: '', stderr: 'oneday: generateUntil: a masked model does not write; use a causal one\n',
    });
  });

  it('is not asked to write', async () => {
    const { code, stderr } = await oneday(folder, 'generate', '--run', 'run', '--prompt', 'the');
    expect([code, stderr]).toEqual([
      2, 'oneday: run "run": it holds a masked model of bert-day; use it with oneday fill-mask\n',
    ]);
  });
});
