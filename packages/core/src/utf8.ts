const REPLACEMENT = 0xfffd;

/**
 * Calls `each` with every byte of the text's UTF-8 form. A lone surrogate counts as U+FFFD, as `TextEncoder` has it.
 * Written out, because core uses nothing that a platform provides.
 */
export function forEachUtf8Byte(text: string, each: (byte: number) => void): void {
  for (let i = 0; i < text.length; i++) {
    let point = text.codePointAt(i)!;
    if (point > 0xffff) i++;
    else if (point >= 0xd800 && point <= 0xdfff) point = REPLACEMENT;
    if (point < 0x80) {
      each(point);
    } else if (point < 0x800) {
      each(0xc0 | (point >> 6));
      each(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
      each(0xe0 | (point >> 12));
      each(0x80 | ((point >> 6) & 0x3f));
      each(0x80 | (point & 0x3f));
    } else {
      each(0xf0 | (point >> 18));
      each(0x80 | ((point >> 12) & 0x3f));
      each(0x80 | ((point >> 6) & 0x3f));
      each(0x80 | (point & 0x3f));
    }
  }
}

/** Number of bytes of the text's UTF-8 form, the denominator of bits per byte. */
export function utf8ByteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    if (point > 0xffff) i++;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
