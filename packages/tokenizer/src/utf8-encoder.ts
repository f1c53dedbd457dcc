const encoder = new TextEncoder();

/** Reused for short texts, so that a document costs no large allocation. */
const scratch = new Uint8Array(1 << 16);

/** UTF-8 bytes; only the first `length` count. */
export interface Utf8 {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** The UTF-8 form of a text, a lone surrogate as U+FFFD. Valid until the next call. */
export function encodeUtf8(text: string): Utf8 {
  if (3 * text.length <= scratch.length) {
    return { bytes: scratch, length: encoder.encodeInto(text, scratch).written };
  }
  const bytes = encoder.encode(text);
  return { bytes, length: bytes.length };
}
