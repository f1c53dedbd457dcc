import { InvalidInputError } from '@oneday/core';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of UTF-8 bytes. A byte-order mark at the start of a text is left out: it marks the encoding and is no text.
 *
 * @param what the name of the bytes' origin; it opens the error line
 * @param offset place of the first byte in its origin, for bytes from the middle of it
 * @throws InvalidInputError when the bytes are not UTF-8, with the offset of the first sequence that is not
 */
export function decodeUtf8(bytes: Uint8Array, what: string, offset = 0): string {
  const marked = offset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return decoder.decode(marked ? bytes.subarray(3) : bytes);
  } catch (cause) {
    const at = firstInvalidSequence(bytes);
    const got = `got the byte 0x${bytes[at]!.toString(16)} at offset ${offset + at}, which opens no character`;
    throw new InvalidInputError(`${what}: must be UTF-8; ${got}; convert it first`, { cause });
  }
}

/** As `decodeUtf8`, and refuses zero bytes, which no text has: binary data and UTF-16 are full of them. */
export function decodeText(bytes: Uint8Array, what: string, offset = 0): string {
  const zero = bytes.indexOf(0);
  if (zero < 0) return decodeUtf8(bytes, what, offset);
  const rule = 'text has no zero bytes';
  throw new InvalidInputError(`${what}: ${rule}; got one at offset ${offset + zero}; binary data or UTF-16?`);
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
