import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '@oneday/backend-cpu';
import { fromArray } from '@oneday/data';
import { prepareData, textDocuments } from '@oneday/data/node';
import { readBound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import { charGpt } from '../char-gpt/char-gpt.ts';
import { bertDay } from '../day/bert-day.ts';
import { gptDay } from '../day/causal-day.ts';
import type { DaySize } from '../day/recipe.ts';
import { readRecipe, runRecipe } from '../node-run-recipe.ts';
import type { Recipe } from '../recipe.ts';
import { generatedText } from '../recipe-tests/text.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-shard-corpus-'));
const textFile = join(folder, 'text.txt');
const text = [textFile];
const size: DaySize = {
  vocabSize: 300, layers: 1, heads: 2, width: 16, context: 16, batch: 8, accumulation: 1, peakLearningRate: 1e-2,
};
const replay = Array.from({ length: 12 }, (_, step) => step / 12);
const small = { model: { layers: 1, heads: 2, width: 16, context: 16 }, training: { steps: 12, warmupSteps: 2 } };
const recipes: readonly [string, Recipe][] = [
  ['char-gpt', charGpt({ textFile, ...small })],
  ['gpt-day', gptDay({ text, size })],
  ['bert-day', bertDay({ text, size })],
];

let backend: Backend;
beforeAll(async () => {
  writeFileSync(textFile, generatedText(20_000));
  backend = await cpu({ threads: 1 });
});
afterAll(async () => {
  await backend.close();
  rmSync(folder, { recursive: true });
});

/** What a run comes to. */
async function outcomeOf(recipe: Recipe, dataFolder?: string) {
  const run = runRecipe(recipe, { backend, seed: 2, dataFolder, ...(recipe.kind !== 'char-gpt' && { replay }) });
  const { parameters, valLoss, baselines } = await run.done;
  return { parameters: await readBound(backend, parameters), valLoss, baselines };
}

describe.each(recipes)('%s', (kind, recipe) => {
  const dataFolder = join(folder, kind, 'data');

  it('is the same bit for bit whether its tokens are in memory or in files', async () => {
    expect(await outcomeOf(recipe, dataFolder)).toEqual(await outcomeOf(recipe));
    expect(readdirSync(dataFolder).sort()).toEqual(['held-out', 'tokenizer.json', 'train']);
  });

  it('is prepared from the files alone once they are there', async () => {
    const prepared = await readRecipe(recipe, { backend, seed: 2 });
    const moved: Recipe = recipe.kind === 'char-gpt' ? { ...recipe, textFile: 'none' } : { ...recipe, text: ['none'] };
    await using again = await readRecipe(moved, { backend, seed: 2, dataFolder });
    expect(again.corpus).toEqual(prepared.corpus);
    expect(again.baselines).toEqual(prepared.baselines);
    expect(again.tokenizer.toJSON()).toEqual(prepared.tokenizer.toJSON());
    expect(again.trainingBatches(2).state()).toEqual(prepared.trainingBatches(2).state());
    for (const batches of ['trainingBatches', 'validationBatches'] as const) {
      expect(await again[batches](2).next()).toEqual(await prepared[batches](2).next());
    }
  });
});

describe('data that was prepared before', () => {
  const shards = join(folder, 'prepared');
  const separator = '<|endoftext|>';
  const texts = generatedText(20_000);

  beforeAll(async () => {
    const tokenizer = await trainByteLevelBpe([texts], { vocabSize: 280, specialTokens: [separator] });
    const heldOut = fromArray([[{ text: generatedText(3000) }]]);
    await prepareData({ folder: shards, tokenizer, training: textDocuments(text), heldOut, end: separator });
  });

  it('is learned with its tokenizer, whose size the model has', async () => {
    const asked = gptDay({ text: [], budgetSeconds: 20, data: { shards } });
    await using prepared = await readRecipe(asked, { backend, seed: 1 });
    const { recipe, tokenizer, corpus, baselines } = prepared;
    const { vocabSize } = tokenizer;
    expect(recipe).toMatchObject({ kind: 'gpt-day', data: { shards }, size: { vocabSize } });
    expect(corpus).toMatchObject({ vocabSize, scoredBytes: Buffer.byteLength(generatedText(3000)) });
    expect(baselines.byteUnigramBitsPerByte!).toBeGreaterThan(baselines.gzipBitsPerByte!);
  });

  const prepare = async (options: { end?: string; heldOut?: boolean; specialTokens?: string[] }) => {
    const into = mkdtempSync(join(folder, 'case-'));
    const specialTokens = options.specialTokens ?? [separator, '[SEP]', '[MASK]'];
    const tokenizer = await trainByteLevelBpe([texts], { vocabSize: 280, specialTokens });
    const heldOut = options.heldOut === false ? undefined : textDocuments(text);
    await prepareData({ folder: into, tokenizer, training: textDocuments(text), heldOut, end: options.end });
    return into;
  };

  it.each<[string, () => Promise<string>, RegExp]>([
    ['without held-out texts', () => prepare({ end: separator, heldOut: false }),
      /^data folder ".*": no texts are held out to be scored on; prepare it with --held-out$/],
    ['whose texts end otherwise', () => prepare({ end: '[SEP]' }),
      /^data folder ".*": each text must end with <\|endoftext\|>, and ends with \[SEP\]; prepare it with --end, /],
    ['whose texts have no end', () => prepare({ specialTokens: [] }),
      /and ends with none; prepare it with --end, by a tokenizer that has the token$/],
    ['whose tokenizer is another', async () => {
      const into = await prepare({ end: separator });
      const other = await trainByteLevelBpe([texts], { vocabSize: 270, specialTokens: [separator] });
      writeFileSync(join(into, 'tokenizer.json'), JSON.stringify(other.toJSON()));
      return into;
    }, /train\/index.json": the shards were made with another tokenizer \(they have .* 280, this one of 270\)/],
    ['whose tokenizer is none', async () => {
      const into = await prepare({ end: separator });
      writeFileSync(join(into, 'tokenizer.json'), '{}');
      return into;
    }, /^tokenizer ".*tokenizer.json": /],
    ['that is damaged', async () => {
      const into = await prepare({ end: separator });
      const path = join(into, 'held-out', 'shard-00000.bin');
      const bytes = readFileSync(path);
      bytes[10]! ^= 1;
      writeFileSync(path, bytes);
      return into;
    }, /held-out\/shard-00000.bin": its checksum is not that of its index; it is damaged, make it anew$/],
    ['that is not there', () => Promise.resolve(join(folder, 'none')),
      /^data folder ".*none": there is no prepared data in it$/],
  ])('is refused in one line %s', async (_, make, line) => {
    const recipe = gptDay({ text: [], size, data: { shards: await make() } });
    await expect(readRecipe(recipe, { backend, seed: 1 })).rejects.toThrow(line);
  });
});
