import { isJsonObject } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';
import { AlignedText } from '../pipeline/aligned-text.ts';
import {
  BERT_KINDS, BLANK, OTHER, PART, bertChunkEnd, ideographChunkEnd, isPrintable, spacedChunks,
} from './chunk-scanner.ts';
import type { ChunkScanner, UnitKinds } from './chunk-scanner.ts';

/** Normalizes a text and cuts it into pieces. */
export type Cut = (text: AlignedText) => AlignedText[];

/** How the tokens of a chunk follow from those of its run. */
export interface Chunks {
  readonly scan: ChunkScanner;
  readonly kinds: UnitKinds;
  /** What stands before a run when its tokens are made: a space that belongs to the first, or nothing. */
  readonly lead: '' | ' ';
  /** What several blanks become: the same as the last alone, or each but the last a piece. Absent: neither. */
  readonly several?: 'one' | 'pieces';
  /** The piece that a run becomes is this character and the run itself, as it stands. Absent: it may change. */
  readonly mark?: string;
  /** Whether spans, unlike ids, depend on the whole text: `Precompiled` moves those behind characters it takes out. */
  readonly needsWholeForSpans: boolean;
}

/** What may part runs; the most that do so alike, in any order, are taken. */
const BLANKS = ['\t\n\v\f\r ', '\t\n\r ', '\t\n ', ' '];

/** How a normalizer and a pre-tokenizer, given by their entries in `tokenizer.json`, part a text into chunks. */
export function chunksOf(normalizer: JsonObject | undefined, preTokenizer: JsonObject, cut: Cut): Chunks | undefined {
  const normalizers = partsOf(normalizer, 'normalizers');
  const types = partsOf(preTokenizer, 'pretokenizers').map((part) => (isJsonObject(part) ? part['type'] : undefined));
  if (types.join() === 'BertPreTokenizer') return bertChunks(normalizers);
  const isSplit = types.join() === 'WhitespaceSplit,Metaspace';
  if (!isSplit && !(types.join() === 'Metaspace' && preTokenizer['split'] === true)) return undefined;
  if (!normalizers.every(keepsChunks)) return undefined;
  const chunks = markedChunks(cut, isSplit ? '' : ' ');
  const isPrecompiled = normalizers.some((entry) => isJsonObject(entry) && entry['type'] === 'Precompiled');
  return chunks && { ...chunks, needsWholeForSpans: isPrecompiled };
}

function bertChunks(normalizers: readonly Json[]): Chunks | undefined {
  const isKnown = normalizers.every((entry) => (
    isJsonObject(entry) && (entry['type'] === 'BertNormalizer' || entry['type'] === 'Lowercase')
  ));
  if (!isKnown) return undefined;
  const parts = normalizers.some((entry) => isJsonObject(entry) && entry['handle_chinese_chars'] === true);
  const scan = parts ? ideographChunkEnd : bertChunkEnd;
  return { scan, kinds: BERT_KINDS, lead: '', several: 'one', needsWholeForSpans: false };
}

/** Chunks of pieces that begin with a mark, in place of a blank that is theirs or put there. */
function markedChunks(cut: Cut, lead: '' | ' '): Omit<Chunks, 'needsWholeForSpans'> | undefined {
  const sign = cut(new AlignedText('a b', 1))[1]?.text[0];
  if (sign === undefined || !becomeOne(cut, lead, sign, ' ')) return undefined;
  const printable = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 }, (_, i) => 0x21 + i));
  const mark = isKept(cut, sign, printable) ? sign : undefined;
  for (const blanks of BLANKS) {
    const samples = ['   ', ...[...blanks].flatMap((first) => [first, ...[...blanks].map((second) => first + second)])];
    const areOne = samples.every((sample) => becomeOne(cut, lead, sign, sample));
    const arePieces = !areOne && mark !== undefined && samples.every((sample) => becomePieces(cut, mark, sample));
    if (!areOne && !arePieces && blanks !== ' ') continue;
    const kinds = kindsOf(cut, blanks, mark);
    // Whether a run that begins the text has a mark too.
    const mayBeginText = spansOf(cut, 'ab').join() === `${sign}ab 1-2 1-2 2-3`;
    return {
      scan: spacedChunks(kinds, mayBeginText), kinds, lead,
      ...(areOne && { several: 'one' }), ...(arePieces && { several: 'pieces' }), ...(mark !== undefined && { mark }),
    };
  }
  return undefined;
}

function kindsOf(cut: Cut, blanks: string, mark: string | undefined): UnitKinds {
  const kinds = Uint8Array.from({ length: 0x80 }, (_, unit) => {
    const character = String.fromCharCode(unit);
    if (blanks.includes(character)) return BLANK;
    return isPrintable(unit) || (mark !== undefined && isKept(cut, mark, character)) ? PART : OTHER;
  });
  // The two of a line's end may be changed together.
  const [lineFeed, carriageReturn] = [0x0a, 0x0d];
  if (kinds[carriageReturn] === PART) {
    const areApart = kinds[lineFeed] === PART && mark !== undefined && isKept(cut, mark, '\r\n');
    if (!areApart) kinds[carriageReturn] = OTHER;
  }
  return kinds;
}

/** The pieces of a text that begins at 1, each with the spans of its characters. */
function spansOf(cut: Cut, text: string): string[] {
  return cut(new AlignedText(text, 1)).map((piece) => {
    const spans = Array.from(piece.text, (_, i) => `${piece.originalStart(i)}-${piece.originalEnd(i + 1)}`);
    return [piece.text, ...spans].join(' ');
  });
}

/** Whether a character of ASCII, or several, are kept within a run. */
function isKept(cut: Cut, mark: string, characters: string): boolean {
  const pieces = cut(new AlignedText(` a${characters}b`, 1));
  return pieces.length === 1 && pieces[0]!.text === `${mark}a${characters}b`;
}

/** Whether blanks are as the last of them, and that is the first character of the piece behind, or put there. */
function becomeOne(cut: Cut, lead: '' | ' ', sign: string, blanks: string): boolean {
  const [, ...pieces] = spansOf(cut, `a${blanks}b`);
  const end = 2 + blanks.length;
  const own = lead === ' ' ? `${end - 1}-${end}` : `${end}-${end + 1}`;
  return pieces.join('|') === `${sign}b ${own} ${end}-${end + 1}`;
}

/** Whether each of some blanks is the first character of a piece. */
function becomePieces(cut: Cut, mark: string, blanks: string): boolean {
  const [, ...pieces] = spansOf(cut, `a${blanks}b`);
  const expected = Array.from(blanks, (_, i) => `${mark} ${i + 2}-${i + 3}`);
  const end = 2 + blanks.length;
  expected[blanks.length - 1] = `${mark}b ${end - 1}-${end} ${end}-${end + 1}`;
  return pieces.join('|') === expected.join('|');
}

function partsOf(entry: JsonObject | undefined, field: 'normalizers' | 'pretokenizers'): readonly Json[] {
  if (entry === undefined) return [];
  const parts = entry['type'] === 'Sequence' ? entry[field] : undefined;
  return Array.isArray(parts) ? parts : [entry];
}

/** Whether a normalizer does with a chunk what it does with it in a text. */
function keepsChunks(entry: Json): boolean {
  if (!isJsonObject(entry)) return false;
  const { type, pattern = null, content } = entry;
  if (type === 'Replace') return isJsonObject(pattern) && pattern['Regex'] === ' {2,}' && content === ' ';
  return type === 'NFC' || type === 'NFKC' || type === 'Nmt' || type === 'Precompiled' || type === 'Lowercase';
}
