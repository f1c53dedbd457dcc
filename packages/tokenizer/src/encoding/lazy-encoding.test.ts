import { expect, it } from 'vitest';
import { trainByteLevelBpe } from '../train-byte-level-bpe.ts';

it('an encoding that has not computed its offsets is whole: read, copied or cloned, it has them', async () => {
  const tokenizer = await trainByteLevelBpe(['th th'], { vocabSize: 257 });
  const encode = () => tokenizer.encode('thé');
  for (const encoding of [encode(), { ...encode() }, structuredClone(encode())]) {
    expect(encoding).toEqual({ ids: encode().ids, offsets: Int32Array.of(0, 2, 2, 3, 2, 3) });
    expect(encoding.offsets).toBe(encoding.offsets);
  }
});
