import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { InvalidInputError } from '@oneday/core';

/** What gzip makes of a text. */
export interface GzipResult {
  /** 8 · compressed / original bytes. */
  readonly bitsPerByte: number;
  readonly byteCount: number;
  /** With the 18 bytes of gzip's header and trailer. */
  readonly compressedBytes: number;
}

/**
 * Compresses a text with gzip's level 9 as one stream, and gives the bits per byte that it needs: a baseline without
 * any training. Its model is the 32 KiB of text before each byte; on a short text much of the figure is the time it
 * has less than that, so compare over a megabyte where there is one. Copies of whole passages cost it almost nothing:
 * text that repeats its licences makes it look good. Memory is constant.
 *
 * @param chunks the bytes of the text, in order, cut anywhere
 * @throws InvalidInputError when there are none
 */
export async function gzipBitsPerByte(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<GzipResult> {
  let byteCount = 0;
  let compressedBytes = 0;
  async function* counted() {
    for await (const chunk of chunks) {
      byteCount += chunk.length;
      if (chunk.length > 0) yield chunk;
    }
  }
  await pipeline(counted(), createGzip({ level: 9 }), async (compressed: AsyncIterable<Uint8Array>) => {
    for await (const piece of compressed) compressedBytes += piece.length;
  });
  if (byteCount === 0) throw new InvalidInputError('gzipBitsPerByte: no bytes were given, so there is no mean');
  return { bitsPerByte: (8 * compressedBytes) / byteCount, byteCount, compressedBytes };
}
