/**
 * Where the chunk that begins at a place ends: white space, and a run behind it, of ASCII or a single ideograph. What
 * stands around a chunk changes nothing about its tokens, so a text's are those of its chunks. Negative where a chunk
 * is anything else.
 *
 * @param from start of the text, or the end of a chunk
 */
export type ChunkScanner = (text: string, from: number) => number;

/** What parts words. */
export const SPACE = 0x20;

/** ASCII but controls and the space. */
export function isPrintable(unit: number): boolean {
  return unit > SPACE && unit < 0x7f;
}

/** A space, a tab, a line feed or a carriage return. */
function isBlank(unit: number): boolean {
  return unit === SPACE || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39);
}

/** Where the blanks end that begin at a place. @param only the only one there is; 0: any of {@link isBlank} */
export function blanksEnd(text: string, at: number, only: number): number {
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (only === 0 ? !isBlank(unit) : unit !== only) break;
    at++;
  }
  return at;
}

/**
 * Chunks for pieces that begin with a space.
 *
 * @param only the only blank that parts chunks; 0: tabs and line breaks, which are made spaces, do too
 * @param parts by unit of ASCII, 1 where runs may have it
 */
export function spacedChunks(only: number, parts: Uint8Array): ChunkScanner {
  const isPart = (unit: number) => unit < 0x80 && parts[unit] === 1;
  /** Whether blanks with the beginning of a run behind them begin here, or the text ends. */
  const beginsAt = (text: string, at: number) => {
    if (at === text.length) return true;
    const end = blanksEnd(text, at, only);
    return end > at && end < text.length && isPart(text.charCodeAt(end));
  };
  return (text, from) => {
    const to = text.length;
    const start = blanksEnd(text, from, only);
    let at = start;
    while (at < to && isPart(text.charCodeAt(at))) at++;
    // A text may get a space at its beginning that it does not have.
    const isKnown = from > 0 && start > from && at > start;
    if (isKnown && beginsAt(text, at)) return at;
    while (at < to && !(isPart(text.charCodeAt(at - 1)) && beginsAt(text, at))) at++;
    return -at;
  };
}

/** Chunks for BERT's pre-tokenizer: the run is letters and digits of ASCII, or one other sign. */
export function bertChunkEnd(text: string, from: number): number {
  return bertEnd(text, from, isNothing);
}

/** The same behind a normalizer that puts spaces around ideographs: the run may be one of the common ones. */
export function ideographChunkEnd(text: string, from: number): number {
  return bertEnd(text, from, isIdeograph);
}

function bertEnd(text: string, from: number, isAlone: (unit: number) => boolean): number {
  const to = text.length;
  const start = blanksEnd(text, from, 0);
  let at = start;
  if (at === to) return at;
  if (isAlone(text.charCodeAt(at))) return at + 1;
  while (at < to && isAlphanumeric(text.charCodeAt(at))) at++;
  if (at === start && isPrintable(text.charCodeAt(at))) at++;
  // What is not ASCII may join what stands before it, and control characters may be taken out.
  if (at > start && (at === to || endsChunk(text.charCodeAt(at), isAlone))) return at;
  while (at < to && !isBlank(text.charCodeAt(at)) && !isAlone(text.charCodeAt(at))) at++;
  return -at;
}

function endsChunk(unit: number, isAlone: (unit: number) => boolean): boolean {
  return isPrintable(unit) || isBlank(unit) || isAlone(unit);
}

function isNothing(): boolean {
  return false;
}

/** The ideographs of the first block, U+4E00 to U+9FFF. */
function isIdeograph(unit: number): boolean {
  return unit >= 0x4e00 && unit <= 0x9fff;
}
