/**
 * The character that stands for each byte in the vocabulary of a byte-level tokenizer (Radford et al. 2019, GPT-2's
 * `bytes_to_unicode`): printable Latin-1 characters stand for their own code, the other bytes, in order, for the
 * characters from U+0100.
 */
export const BYTE_CHARACTERS: readonly string[] = byteCharacters();

const byteOf: ReadonlyMap<string, number> = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

/** The bytes that a token of a byte-level vocabulary stands for; undefined when a character of it stands for none. */
export function bytesOfToken(token: string): Uint8Array | undefined {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = byteOf.get(token[i]!);
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

/** All 256 characters by code point: the order in which the trainer of the reference gives them ids. */
export function byteAlphabet(): string[] {
  return [...BYTE_CHARACTERS].sort((a, b) => a.charCodeAt(0) - b.charCodeAt(0));
}

function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}

/** As GPT-2 has it: printable and not white space; the soft hyphen (0xAD) does not count. */
function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
}
