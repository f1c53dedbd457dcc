import type { Encoding } from '@oneday/core';
import { BYTE_CHARACTERS } from '../byte-characters.ts';
import { withFields } from '../encoding/lazy-encoding.ts';
import type { EncodedTexts } from '../pipeline/contracts.ts';
import { isWhiteSpace } from '../unicode/reference-classes.ts';

const SPACE_BYTE = BYTE_CHARACTERS[0x20]!;

/** Takes the white space at the ends of byte-level tokens out of their spans; of what was cut off, too. */
export function trimOffsets(
  encodings: readonly Encoding[], addPrefixSpace: boolean, source: EncodedTexts,
): readonly Encoding[] {
  let texts = 0;
  return encodings.map((encoding) => {
    // Only what a processor before this one has added has a mask yet, and is of no text.
    const isText = encoding.specialTokensMask === undefined;
    return isText ? trimEncoding(encoding, addPrefixSpace, source, texts++) : encoding;
  });
}

function trimEncoding(
  encoding: Encoding, addPrefixSpace: boolean, source: EncodedTexts, textIndex: number,
): Encoding {
  const overflowing = encoding.overflowing?.map((chunk) => trimEncoding(chunk, addPrefixSpace, source, textIndex));
  return withFields(
    encoding, overflowing ? { overflowing } : {}, () => trimmedOffsets(encoding, addPrefixSpace, source, textIndex),
  );
}

function trimmedOffsets(
  encoding: Encoding, addPrefixSpace: boolean, source: EncodedTexts, textIndex: number,
): Int32Array {
  const { ids } = encoding;
  const text = source.texts[textIndex] ?? '';
  const offsets = encoding.offsets.slice();
  for (let i = 0; i < ids.length; i++) {
    let start = offsets[2 * i]!;
    let end = offsets[2 * i + 1]!;
    const token = source.tokenOf(ids[i]!, start, end, textIndex);
    let leading = 0;
    while (leading < token.length && isSpace(token, leading)) leading++;
    let trailing = 0;
    while (trailing < token.length && isSpace(token, token.length - 1 - trailing)) trailing++;
    // A single space at the beginning is taken for the one that was added, which the text does not have.
    if (leading === 1 && addPrefixSpace && (i === 0 || start === 0)) leading = 0;
    // Counted in characters, as a token of the first one's bytes has its span.
    for (; leading > 0 && start < end; leading--) start += isPairAt(text, start) ? 2 : 1;
    for (; trailing > 0 && end > start; trailing--) end -= isPairAt(text, end - 2) ? 2 : 1;
    offsets[2 * i] = start;
    offsets[2 * i + 1] = end;
  }
  return offsets;
}

function isSpace(token: string, at: number): boolean {
  return token[at] === SPACE_BYTE || isWhiteSpace(token.charCodeAt(at));
}

function isPairAt(text: string, at: number): boolean {
  return text.codePointAt(at)! > 0xffff;
}
