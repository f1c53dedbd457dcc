import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedText } from './generated-text.ts';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();

it('oneday bench tokenizer measures training and encoding, and says how much faster than the reference', async () => {
  writeFileSync(join(folder, 'text.txt'), generatedText(2000));
  const args = ['--rounds', '1', '--megabytes', '1', '--train-megabytes', '1', '--threads', '2'];
  const { code, stdout, stderr } = await oneday(folder, 'bench', 'tokenizer', ...args, '--json', 'text.txt');
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const { times, ...rest } = lastLine(stdout) as { times: readonly Record<string, unknown>[] };
  expect(rest).toMatchObject({ rounds: 1, threads: 2, reference: expect.stringMatching(/^tokenizers \d/) as unknown });
  const [aboveZero, ours] = [expect.any(Number) as unknown, { megabytesPerSecond: expect.any(Number) as unknown }];
  const compared = { ...ours, referenceMegabytesPerSecond: aboveZero, ratio: aboveZero };
  expect(times).toEqual([
    ...['train bpe', 'train wordpiece', 'train unigram'].map((what) => ({ what, ...compared })),
    ...['gpt2', 'cl100k', 'llama3', 'o200k', 'wordpiece', 'unigram'].map((name) => (
      { what: `encode ${name}`, ...compared }
    )),
    { what: 'encode gpt2, 2 workers', ...ours },
    { what: 'encode a million a', ...ours },
  ]);
});
