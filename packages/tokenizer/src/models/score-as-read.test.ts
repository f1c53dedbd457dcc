import { describe, expect, it } from 'vitest';
import { Tokenizer } from 'tokenizers';
import { TokenList } from '../pipeline/token-list.ts';
import { parseUnigram } from './unigram.ts';
import { scoreAsRead } from './score-as-read.ts';

const DASHES = [['<unk>', 0], ['-', -4.719333923621113], ['---', -11.566942488121565], ['a', -7.5396623996407115]];

describe('scoreAsRead', () => {
  it('is the number itself where its digits and the power of ten are exact', () => {
    const exact = [0, -1, -9.5, -10.25, -123456.789, 1e22, -0.001];
    expect(exact.map(scoreAsRead)).toEqual(exact);
  });

  it('is the number beside it where digits are more than a double has', () => {
    expect([-7.3727378677903115, -11.566942488121565, -7.5396623996407115].map(scoreAsRead))
      .toEqual([-7.372737867790312, -11.566942488121564, -7.539662399640712]);
  });

  it('stays finite for the largest and smallest numbers there are', () => {
    expect([1e100, -1e100, 5e-324].map((score) => Number.isFinite(scoreAsRead(score)))).toEqual([true, true, true]);
  });

  it('decides between equal ways as the reference does', async () => {
    const model = { type: 'Unigram', unk_id: 0, byte_fallback: false, vocab: DASHES };
    const parts = { added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
    const file = { version: '1.0', truncation: null, padding: null, ...parts, model };
    const [ours, theirs] = [parseUnigram(model, 'model'), Tokenizer.fromString(JSON.stringify(file))];
    for (let length = 1; length <= 200; length++) {
      for (const piece of ['-'.repeat(length), `${'a'.repeat(length % 9)}${'-'.repeat(length)}a`]) {
        const output = new TokenList();
        ours.tokenize(piece, output);
        const expected = await theirs.encode(piece, null, { addSpecialTokens: false });
        expect({ piece, ids: [...output.ids.toArray()] }).toEqual({ piece, ids: expected.getIds() });
      }
    }
  });
});
