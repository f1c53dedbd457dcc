import { trainByteLevelBpe } from '@oneday/tokenizer';
import { describe, expect, it } from 'vitest';
import { generatedText } from '../recipe-tests/text.ts';
import { specialTokensOf, withMaskOfWords } from './special-tokens.ts';

const trained = (kind: 'bert-day' | 'gpt-day') => (
  trainByteLevelBpe([generatedText(500)], { vocabSize: 300, specialTokens: specialTokensOf(kind) })
);

describe('the mask of a recipe\'s tokenizer', () => {
  it('stands for a word with its space, whether a space is written before it or not', async () => {
    const plain = await trained('bert-day');
    const tokenizer = withMaskOfWords(plain);
    const apart = tokenizer.encode('the [MASK] of').ids;
    expect(apart).toEqual(tokenizer.encode('the[MASK] of').ids);
    expect(apart).toEqual(plain.encode('the[MASK] of').ids);
    expect(apart).not.toEqual(plain.encode('the [MASK] of').ids);
  });

  it('changes nothing else', async () => {
    const plain = await trained('bert-day');
    expect(withMaskOfWords(plain).encode(generatedText(100)).ids).toEqual(plain.encode(generatedText(100)).ids);
    const causal = await trained('gpt-day');
    expect(withMaskOfWords(causal)).toBe(causal);
  });
});
