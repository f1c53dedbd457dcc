/**
 * Where the chunk that begins at a place ends: white space, and a run behind it, of ASCII or a single ideograph. What
 * stands around a chunk changes nothing about its tokens, so a text's are those of its chunks. Negative where a chunk
 * is anything else.
 *
 * @param from start of the text, or the end of a chunk
 */
export type ChunkScanner = (text: string, from: number) => number;

/** What a unit of ASCII is in a chunk: neither of the two, */
export const OTHER = 0;
/** white space before the run, */
export const BLANK = 1;
/** or part of the run. */
export const PART = 2;

/** By unit of ASCII, what it is. */
export type UnitKinds = Uint8Array;

/** ASCII but controls and the space. */
export function isPrintable(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f;
}

/** For BERT's chunks: a space, a tab, a line feed and a carriage return are blanks. */
export const BERT_KINDS: UnitKinds = Uint8Array.from({ length: 0x80 }, (_, unit) => (
  isPrintable(unit) ? PART : [0x20, 0x09, 0x0a, 0x0d].includes(unit) ? BLANK : OTHER
));

/** Where the units of a kind end that begin at a place. */
export function kindEnd(text: string, from: number, kinds: UnitKinds, kind: number): number {
  let at = from;
  while (at < text.length && kindAt(text, at, kinds) === kind) at++;
  return at;
}

function kindAt(text: string, at: number, kinds: UnitKinds): number {
  const unit = text.charCodeAt(at);
  return unit < 0x80 ? kinds[unit]! : OTHER;
}

/**
 * Chunks that end where blanks begin.
 *
 * @param mayBeginText whether the chunk that begins the text may be one, with blanks or without
 */
export function spacedChunks(kinds: UnitKinds, mayBeginText: boolean): ChunkScanner {
  /** Whether blanks with the beginning of a run behind them begin here, or the text ends. */
  const beginsAt = (text: string, at: number) => {
    if (at === text.length) return true;
    const end = kindEnd(text, at, kinds, BLANK);
    return end > at && end < text.length && kindAt(text, end, kinds) === PART;
  };
  return (text, from) => {
    const start = kindEnd(text, from, kinds, BLANK);
    let at = kindEnd(text, start, kinds, PART);
    const isKnown = at > start && (from > 0 ? start > from : mayBeginText);
    if (isKnown && beginsAt(text, at)) return at;
    while (at < text.length && !(kindAt(text, at - 1, kinds) === PART && beginsAt(text, at))) at++;
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
  const start = kindEnd(text, from, BERT_KINDS, BLANK);
  let at = start;
  if (at === to) return at;
  if (isAlone(text.charCodeAt(at))) return at + 1;
  while (at < to && isAlphanumeric(text.charCodeAt(at))) at++;
  if (at === start && isPrintable(text.charCodeAt(at))) at++;
  // What is not ASCII may join what stands before it, and control characters may be taken out.
  if (at > start && (at === to || endsChunk(text.charCodeAt(at), isAlone))) return at;
  while (at < to && kindAt(text, at, BERT_KINDS) !== BLANK && !isAlone(text.charCodeAt(at))) at++;
  return -at;
}

function endsChunk(unit: number, isAlone: (unit: number) => boolean): boolean {
  return (unit < 0x80 && BERT_KINDS[unit] !== OTHER) || isAlone(unit);
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39);
}

function isNothing(): boolean {
  return false;
}

/** The ideographs of the first block, U+4E00 to U+9FFF. */
function isIdeograph(unit: number): boolean {
  return unit >= 0x4e00 && unit <= 0x9fff;
}
