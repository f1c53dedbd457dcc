import type { Int32List } from './int32-list.ts';
import type { TokenBytes } from './token-bytes.ts';

/** UTF-8 bytes of a stretch of text, and where in the text they come from. */
export interface EncodedStretch {
  readonly bytes: Uint8Array;
  /** How many of the bytes count. */
  readonly length: number;
  /** Where the stretch begins in its text, in UTF-16 units. */
  readonly unitStart: number;
  /** How many UTF-16 units it has. */
  readonly unitLength: number;
  /** The first byte is a space that the text does not have; it shares the span of the text's first character. */
  readonly hasPrefixSpace: boolean;
}

/**
 * Adds where a stretch's tokens lie in the text, as `Encoding.offsets` has it: tokens that share a character share its
 * span.
 *
 * @param ids the tokens of the stretch are those from `first` on
 * @param tokens their bytes; together, those of the stretch
 */
export function addOffsets(
  stretch: EncodedStretch, ids: Int32List, first: number, tokens: TokenBytes, offsets: Int32List,
): void {
  const { bytes, length, unitStart, unitLength } = stretch;
  const prefix = stretch.hasPrefixSpace ? 1 : 0;
  const isAscii = length - prefix === unitLength;
  let end = 0;
  // The character that holds the byte `start`.
  let characterStart = prefix;
  let unit = unitStart;
  let at = offsets.reserve(2 * (ids.length - first));
  const output = offsets.items;
  for (let i = first; i < ids.length; i++) {
    const start = Math.max(end, prefix);
    end += tokens.length(ids.items[i]!);
    const stop = Math.max(end, prefix + 1);
    if (isAscii) {
      output[at++] = unitStart + start - prefix;
      output[at++] = unitStart + stop - prefix;
      continue;
    }
    output[at++] = unit;
    let characterLength = utf8Length(bytes[characterStart]!);
    while (characterStart + characterLength < stop) {
      characterStart += characterLength;
      unit += units(characterLength);
      characterLength = utf8Length(bytes[characterStart]!);
    }
    output[at++] = unit + units(characterLength);
    if (characterStart + characterLength === end) {
      characterStart = end;
      unit += units(characterLength);
    }
  }
}

/** Bytes of the character that a lead byte opens. */
function utf8Length(lead: number): number {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** UTF-16 units of a character of so many bytes; a lone surrogate was replaced by three bytes and is one unit. */
function units(utf8Bytes: number): number {
  return utf8Bytes === 4 ? 2 : 1;
}
