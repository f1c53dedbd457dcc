import type { Encoding } from '@oneday/core';
import { BYTE_CHARACTERS } from '../byte-characters.ts';
import type { TokenText } from '../pipeline/contracts.ts';
import { isWhiteSpace } from '../unicode/reference-classes.ts';

const SPACE_BYTE = BYTE_CHARACTERS[0x20]!;

/** Takes the white space at the ends of byte-level tokens out of their spans; of what was cut off, too. */
export function trimOffsets(
  encoding: Encoding, addPrefixSpace: boolean, tokenOf: TokenText, textIndex: number,
): Encoding {
  const { ids } = encoding;
  const offsets = encoding.offsets.slice();
  for (let i = 0; i < ids.length; i++) {
    let start = offsets[2 * i]!;
    let end = offsets[2 * i + 1]!;
    const token = tokenOf(ids[i]!, start, end, textIndex);
    let leading = 0;
    while (leading < token.length && isSpace(token, leading)) leading++;
    let trailing = 0;
    while (trailing < token.length && isSpace(token, token.length - 1 - trailing)) trailing++;
    // A single space at the beginning is taken for the one that was added, which the text does not have.
    if (leading === 1 && addPrefixSpace && (i === 0 || start === 0)) leading = 0;
    start = Math.min(start + leading, end);
    if (end >= trailing) end = Math.max(end - trailing, start);
    offsets[2 * i] = start;
    offsets[2 * i + 1] = end;
  }
  const overflowing = encoding.overflowing?.map((chunk) => trimOffsets(chunk, addPrefixSpace, tokenOf, textIndex));
  return { ...encoding, offsets, ...(overflowing && { overflowing }) };
}

function isSpace(token: string, at: number): boolean {
  return token[at] === SPACE_BYTE || isWhiteSpace(token.charCodeAt(at));
}
