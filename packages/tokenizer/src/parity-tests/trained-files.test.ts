import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { characterTokenizer } from '../character-tokenizer.ts';
import { trainByteLevelBpe } from '../train-byte-level-bpe.ts';
import { trainBpe } from '../training/train-bpe.ts';
import { trainUnigram } from '../training/train-unigram.ts';
import { trainWordLevel } from '../training/train-word-level.ts';
import { trainWordPiece } from '../training/train-word-piece.ts';
import { compareEncodings, randomInputs } from './encodings.ts';
import { randomTexts } from './random-texts.ts';

const TEXTS = 300;

// The texts of the trainers' fixture, and some of what is encoded: many scripts, marks and signs.
const fixture = new URL('../../fixtures/trainers.json', import.meta.url);
const trainings = JSON.parse(readFileSync(fixture, 'utf8')) as readonly { texts: readonly string[] }[];
const next = randomTexts(7);
const texts = [...trainings.flatMap((training) => training.texts), ...Array.from({ length: 100 }, () => next(12))];

const special = ['<s>', '[MASK]'];

describe('files of the trainers', () => {
  it.each([
    ['byte-level BPE', () => trainByteLevelBpe(texts, { vocabSize: 600, specialTokens: special })],
    ['byte-level BPE, cl100k', () => trainByteLevelBpe(texts, { vocabSize: 600, pattern: 'cl100k' })],
    ['BPE', () => trainBpe(texts, { vocabSize: 900, specialTokens: special })],
    ['BPE with a suffix', () => trainBpe(texts, { vocabSize: 900, endOfWordSuffix: '</w>', limitAlphabet: 90 })],
    ['WordPiece', () => trainWordPiece(texts, { vocabSize: 900 })],
    ['Unigram', () => trainUnigram(texts, { vocabSize: 900, specialTokens: special })],
    ['WordLevel', () => trainWordLevel(texts, { vocabSize: 500, specialTokens: special })],
  ])('are read by Hugging Face’s library, and give the same there: %s', async (_, train) => {
    const file = (await train()).toJSON();
    expect(await compareEncodings(file, randomInputs(3, TEXTS))).toBeUndefined();
  });

  it('are read by Hugging Face’s library, and give the same there: characters, of which none is unknown', async () => {
    const file = characterTokenizer(texts.join('')).toJSON();
    expect(await compareEncodings(file, texts.map((text) => ({ text })))).toBeUndefined();
  });
});
