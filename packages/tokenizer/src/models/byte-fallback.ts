const encoder = new TextEncoder();

/** The token that stands for a byte where a vocabulary has such, e.g. `<0x0A>`. */
function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

/** Ids of the 256 byte tokens; undefined for those that a vocabulary lacks. */
export function byteTokenIds(idOf: (token: string) => number | undefined): readonly (number | undefined)[] {
  return Array.from({ length: 256 }, (_, byte) => idOf(byteToken(byte)));
}

/** The tokens of the UTF-8 bytes of a text; undefined when one of the bytes has none. */
export function byteFallback(text: string, ids: readonly (number | undefined)[]): number[] | undefined {
  const tokens: number[] = [];
  for (const byte of encoder.encode(text)) {
    const id = ids[byte];
    if (id === undefined) return undefined;
    tokens.push(id);
  }
  return tokens;
}
