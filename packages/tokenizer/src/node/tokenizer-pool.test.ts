import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { characterTokenizer } from '../character-tokenizer.ts';
import { trainWordPiece } from '../training/train-word-piece.ts';
import { openTokenizerPool } from './tokenizer-pool.ts';

const TEXTS = Array.from({ length: 200 }, (_, i) => `text ${i} of the 中文 sort, `.repeat(1 + ((i * 7) % 30)));

describe('openTokenizerPool', () => {
  it.each([1, 2])('encodes in %d threads as the tokenizer does, in order', async (workers) => {
    const tokenizer = await trainWordPiece(TEXTS, { vocabSize: 100 });
    await using pool = openTokenizerPool(tokenizer, { workers });
    expect(pool.workers).toBe(workers);
    for (const addSpecialTokens of [true, false]) {
      const batches = Array.from({ length: 20 }, (_, i) => TEXTS.slice(10 * i, 10 * i + 10));
      const encoded = await Promise.all(batches.map((texts) => pool.encode(texts, { addSpecialTokens })));
      expect(encoded.flat()).toEqual(TEXTS.map((text) => tokenizer.encode(text, { addSpecialTokens }).ids));
    }
    expect(await pool.encode([''])).toEqual([tokenizer.encode('').ids]);
    expect(await pool.encode([])).toEqual([]);
  });

  it('names a text that the vocabulary cannot express, and goes on', async () => {
    await using pool = openTokenizerPool(characterTokenizer('ab'), { workers: 1 });
    const rule = 'every character must be in the vocabulary; got "c" (U+0063) at offset 1';
    await expect(pool.encode(['ab', 'bc'])).rejects.toThrow(new InvalidInputError(`text 1 of 2: encode: ${rule}`));
    expect(await pool.encode(['ba'])).toEqual([Int32Array.of(1, 0)]);
  });

  it('fails what is under way, and later calls, once it is closed', async () => {
    const pool = openTokenizerPool(characterTokenizer('ab'), { workers: 1 });
    const calls = [1, 2, 3].map(() => pool.encode(['ab']));
    const closed = pool[Symbol.asyncDispose]();
    calls.push(pool.encode(['a']));
    for (const call of calls) await expect(call).rejects.toThrow('the tokenizer pool is closed');
    await closed;
  });

  it('needs workers', () => {
    expect(() => openTokenizerPool(characterTokenizer('ab'), { workers: 0 }))
      .toThrow(new InvalidInputError('openTokenizerPool: workers must be a positive integer; got 0'));
  });
});
