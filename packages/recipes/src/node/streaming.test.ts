import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import { cpu } from '@oneday/backend-cpu';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import { gptDay } from '../day/causal-day.ts';
import { readRecipe } from '../node-run-recipe.ts';
import { generatedText } from '../recipe-tests/text.ts';

const MEBIBYTE = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'oneday-streaming-'));
afterAll(() => rmSync(folder, { recursive: true }));

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are in use, in the heap and outside of it, after a collection of garbage. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function writeText(name: string, mebibytes: number): string {
  const path = join(folder, name);
  const block = Buffer.from(generatedText(200_000));
  const file = openSync(path, 'w');
  for (let bytes = 0; bytes < mebibytes * MEBIBYTE; bytes += block.length) writeSync(file, block);
  closeSync(file);
  return path;
}

it('prepares a text of 32 MiB in the memory of some chunks of it', async () => {
  await using backend = await cpu({ threads: 1 });
  const size = {
    vocabSize: 300, layers: 1, heads: 2, width: 16, context: 16, batch: 8, accumulation: 1, peakLearningRate: 1e-2,
  };
  const tokenizer = await trainByteLevelBpe([generatedText(2000)], {
    vocabSize: 300, specialTokens: ['<|endoftext|>'],
  });
  const prepare = async (path: string, dataFolder: string) => {
    const recipe = gptDay({ text: [path], size });
    await using prepared = await readRecipe(recipe, { backend, seed: 1, tokenizer, dataFolder });
    return prepared.corpus;
  };
  await prepare(writeText('small.txt', 4), join(folder, 'small'));
  const path = writeText('large.txt', 32);
  const before = bytesInUse();
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(bytesInUse() - before), 100);
  const { trainingTokens } = await prepare(path, join(folder, 'large'));
  clearInterval(timer);
  expect(statSync(path).size).toBeGreaterThan(32 * MEBIBYTE);
  expect(trainingTokens).toBeGreaterThan(5e6);
  // The median: what was just freed is still counted in some samples. A text held in memory would be in nearly all.
  const median = samples.toSorted((a, b) => a - b)[samples.length >> 1]!;
  expect(median / MEBIBYTE).toBeLessThan(16);
}, 120_000);
