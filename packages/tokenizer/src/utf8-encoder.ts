import { PADDING } from './short-piece-table.ts';

const encoder = new TextEncoder();

/** Reused for short texts, so that a document costs no large allocation. */
const scratch = new Uint8Array(1 << 16);
const scratchView = new DataView(scratch.buffer);

/** UTF-8 bytes; only the first `length` count, but at least {@link PADDING} more can be read. */
export interface Utf8 {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly length: number;
}

/** The UTF-8 form of a text, a lone surrogate as U+FFFD. Valid until the next call. */
export function encodeUtf8(text: string): Utf8 {
  if (3 * text.length + PADDING <= scratch.length) {
    return { bytes: scratch, view: scratchView, length: encoder.encodeInto(text, scratch).written };
  }
  const encoded = encoder.encode(text);
  const bytes = new Uint8Array(encoded.length + PADDING);
  bytes.set(encoded);
  return { bytes, view: new DataView(bytes.buffer), length: encoded.length };
}
