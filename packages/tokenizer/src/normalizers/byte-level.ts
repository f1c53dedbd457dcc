import { BYTE_CHARACTERS } from '../byte-characters.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer } from '../pipeline/contracts.ts';
import { spanEnd, spanStart } from '../pipeline/transform.ts';

const encoder = new TextEncoder();

/** The text in byte characters, one for each byte of its UTF-8 form; those of a character share its span. */
export function byteLevelText(source: AlignedText): AlignedText {
  const { text } = source;
  const bytes = encoder.encode(text);
  const spans = new Int32Array(2 * bytes.length);
  let written = '';
  let at = 0;
  for (let unit = 0; unit < text.length;) {
    const point = text.codePointAt(unit)!;
    const start = spanStart(source, unit);
    const end = spanEnd(source, unit);
    for (let count = utf8Length(point); count > 0; count--, at++) {
      spans[2 * at] = start;
      spans[2 * at + 1] = end;
      written += BYTE_CHARACTERS[bytes[at]!]!;
    }
    unit += point > 0xffff ? 2 : 1;
  }
  return new AlignedText(written, source.start, spans);
}

function utf8Length(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/** `ByteLevel` among normalizers. */
export function byteLevelNormalizer(): Normalizer {
  return { normalize: byteLevelText, toJSON: () => ({ type: 'ByteLevel' }) };
}
