import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, randomBits, seedKey } from '@oneday/core';
import { gzipBitsPerByte } from './gzip.ts';

const noise = (count: number) => Uint8Array.from(randomBits(seedKey(7), count), (word) => word >>> 24);

function* pieces(bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

describe('gzipBitsPerByte', () => {
  it('is 8 bits and gzip\'s few own bytes for noise', async () => {
    const { bitsPerByte, byteCount, compressedBytes } = await gzipBitsPerByte([noise(1_000_000)]);
    expect(byteCount).toBe(1_000_000);
    expect(bitsPerByte).toBe((8 * compressedBytes) / 1_000_000);
    expect(bitsPerByte).toBeGreaterThan(8);
    expect(bitsPerByte).toBeLessThan(8.01);
  });

  it('has known sizes: "a" takes 21 bytes, 18 of them header and trailer', async () => {
    // One block with fixed codes: 3 bits of header, 8 for the letter, 7 for the end are 18 bits, in 3 bytes.
    expect(await gzipBitsPerByte([Buffer.from('a')])).toEqual({ bitsPerByte: 168, byteCount: 1, compressedBytes: 21 });
  });

  it('is the size that level 9 gives, however the text is cut', async () => {
    const text = Buffer.from(Array.from(noise(100_000), (byte) => 'etaoin shrdlu cmf'[byte % 17]).join(''));
    const expected = gzipSync(text, { level: 9 });
    expect(gunzipSync(expected)).toEqual(text);
    const { compressedBytes } = await gzipBitsPerByte([text]);
    expect(compressedBytes).toBe(expected.length);
    expect((await gzipBitsPerByte(pieces(text, 777))).compressedBytes).toBe(compressedBytes);
  });

  it('is one stream: a passage that comes again is a copy', async () => {
    const passage = noise(20_000);
    const once = await gzipBitsPerByte([passage]);
    const twice = await gzipBitsPerByte([passage, new Uint8Array(0), passage]);
    expect(twice.compressedBytes).toBeLessThan(1.02 * once.compressedBytes);
  });

  it('refuses nothing at all, and passes on what goes wrong while reading', async () => {
    await expect(gzipBitsPerByte([])).rejects.toThrow(InvalidInputError);
    await expect(gzipBitsPerByte([new Uint8Array(0)])).rejects.toThrow('no bytes were given');
    async function* torn() {
      yield noise(10);
      throw new Error('torn');
    }
    await expect(gzipBitsPerByte(torn())).rejects.toThrow('torn');
  });
});
