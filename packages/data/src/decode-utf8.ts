import { InvalidInputError } from '@oneday/core';

/**
 * The text of UTF-8 bytes. A byte-order mark at the start is left out: it marks the encoding and is no text.
 *
 * @param what the name of the bytes' origin; it opens the error line
 * @throws InvalidInputError when the bytes are not UTF-8, with the offset of the first sequence that is not
 */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const offset = firstInvalidSequence(bytes);
    const byte = `0x${bytes[offset]!.toString(16)}`;
    throw new InvalidInputError(
      `${what}: must be UTF-8; got the byte ${byte} at offset ${offset}, which opens no character; convert it first`,
      { cause },
    );
  }
}

/** Lowest and highest second byte that may follow a lead byte (Unicode 16, table 3-7), and the sequence's length. */
function sequenceOf(lead: number): readonly [length: number, lowest: number, highest: number] | undefined {
  if (lead < 0x80) return [1, 0, 0];
  if (lead >= 0xc2 && lead <= 0xdf) return [2, 0x80, 0xbf];
  if (lead === 0xe0) return [3, 0xa0, 0xbf];
  if (lead === 0xed) return [3, 0x80, 0x9f];
  if (lead >= 0xe1 && lead <= 0xef) return [3, 0x80, 0xbf];
  if (lead === 0xf0) return [4, 0x90, 0xbf];
  if (lead >= 0xf1 && lead <= 0xf3) return [4, 0x80, 0xbf];
  if (lead === 0xf4) return [4, 0x80, 0x8f];
  return undefined;
}

/** Offset of the first byte that opens no whole, well-formed sequence; the length when all do. */
function firstInvalidSequence(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const [length, lowest, highest] = sequenceOf(bytes[at]!) ?? [0, 0, 0];
    if (length !== 1) {
      const [second, ...rest] = bytes.subarray(at + 1, at + length);
      if (second === undefined || second < lowest || second > highest) return at;
      if (rest.length !== length - 2 || rest.some((byte) => byte < 0x80 || byte > 0xbf)) return at;
    }
    at += length;
  }
  return at;
}
