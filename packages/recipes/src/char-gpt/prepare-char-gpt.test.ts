import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError, NOT_SCORED } from '@oneday/core';
import type { PreparedRecipe } from '../prepared-recipe.ts';
import { generatedText } from '../recipe-tests/text.ts';
import { keepInMemory } from '../token-corpus.ts';
import { charGpt } from './char-gpt.ts';
import { prepareCharGpt } from './prepare-char-gpt.ts';

const small = { heads: 2, width: 16, context: 8 };

describe('prepareCharGpt', () => {
  const text = `${generatedText(120)}déjà 中😀`;
  const characters = [...text];
  const cut = Math.floor(0.9 * characters.length);
  let prepared: PreparedRecipe;
  beforeAll(async () => {
    prepared = await prepareCharGpt(charGpt({ textFile: 't', model: small }), text, keepInMemory);
  });

  it('takes the vocabulary from the whole text and splits it by characters', () => {
    const { vocabSize, trainingTokens, validationTokens } = prepared.corpus;
    expect(vocabSize).toBe(new Set(characters).size);
    expect([trainingTokens, validationTokens]).toEqual([cut, characters.length - cut]);
  });

  it('counts the UTF-8 bytes of the characters that are scored', () => {
    const scored = characters.slice(cut + 1).join('');
    expect(prepared.corpus.scoredBytes).toBe(Buffer.byteLength(scored));
  });

  it('scores every validation character but the first, once', async () => {
    const labels: number[] = [];
    const batches = prepared.validationBatches();
    for (let batch = await batches.next(); batch !== undefined; batch = await batches.next()) {
      expect(batch.shape).toEqual([12, 8]);
      labels.push(...batch.labels.filter((label) => label !== NOT_SCORED));
    }
    expect(prepared.tokenizer.decode(labels)).toBe(characters.slice(cut + 1).join(''));
  });

  it('trains on windows of the training part, in an order that the seed names', async () => {
    const batch = async (seed: number) => (await prepared.trainingBatches(seed).next())!;
    const [first, again, other] = [await batch(1), await batch(1), await batch(2)];
    expect(first).toEqual(again);
    expect(first.inputIds).not.toEqual(other.inputIds);
    const trainingText = characters.slice(0, cut).join('');
    for (let row = 0; row < 12; row++) {
      const window = [first.inputIds[8 * row]!, ...first.labels.subarray(8 * row, 8 * (row + 1))];
      expect(trainingText).toContain(prepared.tokenizer.decode(window));
    }
  });

  it('keeps the characters of a text of several pieces as they are, wide ones at the cuts too', async () => {
    const long = `a${'😀'.repeat(50_000)}${'b😀'.repeat(30_000)}`;
    const { tokenizer, corpus, validationBatches } = await prepareCharGpt(
      charGpt({ textFile: 't', model: small }), long, keepInMemory,
    );
    expect(corpus.trainingTokens + corpus.validationTokens).toBe([...long].length);
    const first = (await validationBatches().next())!;
    const start = Math.floor(0.9 * [...long].length);
    expect(tokenizer.decode(first.inputIds.subarray(0, 8))).toBe([...long].slice(start, start + 8).join(''));
  });

  it.each(['too short', 'a'])('refuses the text %j, which is too short for one window', async (short) => {
    const recipe = charGpt({ textFile: 't', model: small });
    await expect(prepareCharGpt(recipe, short, keepInMemory)).rejects.toThrow(InvalidInputError);
  });

  it('refuses sizes that do not fit each other', async () => {
    const recipe = charGpt({ textFile: 't', model: { ...small, heads: 3 } });
    await expect(prepareCharGpt(recipe, text, keepInMemory)).rejects.toThrow(
      'gpt: heads must be a divisor of width 16; got 3',
    );
  });
});
