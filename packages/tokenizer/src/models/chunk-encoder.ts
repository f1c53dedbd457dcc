import { isJsonObject } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { FusedEncoder, Model, Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import { TokenList } from '../pipeline/token-list.ts';
import { SPACE, bertChunkEnd, blanksEnd, ideographChunkEnd, isPrintable, spacedChunks } from './chunk-scanner.ts';
import type { ChunkScanner } from './chunk-scanner.ts';
import { RunMemory } from './run-memory.ts';

/** What makes tokens of pieces. */
export interface ChunkModel extends Pick<Model, 'tokenize'> {
  /**
   * Adds the tokens of `lead` and the stretch [from, to) of a text as one piece, in so little time that remembering
   * them does not help.
   *
   * @param start is added to spans in the piece
   */
  tokenizeRun?(lead: string, text: string, from: number, to: number, start: number, output: TokenList): void;
}

/** Normalizes a text and cuts it into pieces. */
type Cut = (text: AlignedText) => AlignedText[];

/** How the tokens of a chunk follow from those of its run. */
interface Chunks {
  readonly scan: ChunkScanner;
  /** The only blank there is before runs; 0: any. */
  readonly blank: number;
  /** What stands before a run when its tokens are made: a space that belongs to the first, or nothing. */
  readonly lead: '' | ' ';
  /** What several blanks become: the same as the last alone, or each but the last a piece. Absent: neither. */
  readonly several?: 'one' | 'pieces';
  /** The piece that a run becomes is this text and the run itself, as it stands. Absent: it may change. */
  readonly mark?: string;
}

/**
 * Encodes chunk by chunk, and remembers the tokens of their runs, unless the model is faster: a run is normalized, cut
 * and tokenized once.
 *
 * @returns undefined where a text's tokens are not known to be those of its chunks
 */
export function chunkEncoder(
  model: ChunkModel, normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined,
): FusedEncoder | undefined {
  if (preTokenizer === undefined) return undefined;
  const cut: Cut = (text) => {
    const pieces: AlignedText[] = [];
    preTokenizer.preTokenize(normalizer?.normalize(text) ?? text, pieces);
    return pieces;
  };
  const chunks = chunksOf(normalizer?.toJSON(), preTokenizer.toJSON(), cut);
  if (chunks === undefined) return undefined;
  const { scan, blank, lead, several, mark } = chunks;

  const tokenize = (text: AlignedText, output: TokenList): void => {
    for (const piece of cut(text)) {
      const first = output.length;
      model.tokenize(piece.text, output);
      const { items } = output.offsets;
      for (let i = 2 * first; i < 2 * output.length; i += 2) {
        items[i] = piece.originalStart(items[i]!);
        items[i + 1] = piece.originalEnd(items[i + 1]!);
      }
    }
  };
  // It begins at 1, because a text that begins at 0 may get a space.
  const memory = new RunMemory(mark === undefined
    ? (run, output) => tokenize(new AlignedText(lead + run, 1), output)
    : (run, output) => model.tokenize(mark + run, output));
  const pushRemembered = (text: string, from: number, to: number, start: number, output: TokenList): void => {
    const place = memory.find(text, from, to);
    const tokens = memory.tokens.items;
    const last = place + 3 * memory.count;
    if (output.hasOffsets) {
      const shift = start - (mark === undefined ? 1 : 0);
      for (let i = place; i < last; i += 3) {
        output.push(tokens[i]!, tokens[i + 1]! + shift, tokens[i + 2]! + shift);
      }
    } else for (let i = place; i < last; i += 3) output.ids.push(tokens[i]!);
  };
  const marks = new TokenList();
  if (several === 'pieces') model.tokenize(mark!, marks);
  const others = new TokenList();

  return (text, start, output) => {
    for (let from = 0; from < text.length;) {
      const end = scan(text, from);
      const to = Math.abs(end);
      const run = end > 0 ? blanksEnd(text, from, blank) : from;
      if (end < 0 || (run - from > 1 && several === undefined)) {
        const chunk = text.slice(from, to).replace(/\p{Surrogate}/gu, '\ufffd');
        others.clear();
        tokenize(new AlignedText(chunk, start + from), others);
        append(others, 0, output);
      } else if (run < to) {
        if (several === 'pieces') for (let at = from; at < run - 1; at++) append(marks, start + at, output);
        const pieceStart = start + run - lead.length;
        if (mark === undefined || model.tokenizeRun === undefined) pushRemembered(text, run, to, pieceStart, output);
        else model.tokenizeRun(mark, text, run, to, pieceStart, output);
      }
      from = to;
    }
  };
}

/** @param shift is added to the spans */
function append(tokens: TokenList, shift: number, output: TokenList): void {
  const { items } = tokens.offsets;
  for (let i = 0; i < tokens.length; i++) {
    output.push(tokens.ids.items[i]!, items[2 * i]! + shift, items[2 * i + 1]! + shift);
  }
}

/** How a normalizer and a pre-tokenizer, given by their entries in `tokenizer.json`, part a text into chunks. */
function chunksOf(
  normalizer: JsonObject | undefined, preTokenizer: JsonObject, cut: Cut,
): Chunks | undefined {
  const normalizers = normalizersOf(normalizer);
  if (preTokenizer['type'] === 'BertPreTokenizer') {
    const types = normalizers.map((entry) => (isJsonObject(entry) ? entry['type'] : undefined));
    const isKnown = types.every((type) => type === 'BertNormalizer' || type === 'Lowercase');
    const parts = normalizers.some((entry) => isJsonObject(entry) && entry['handle_chinese_chars'] === true);
    if (!isKnown) return undefined;
    return { scan: parts ? ideographChunkEnd : bertChunkEnd, blank: 0, lead: '', several: 'one' };
  }
  if (preTokenizer['type'] !== 'Metaspace' || preTokenizer['split'] !== true) return undefined;
  if (!normalizers.every(keepsChunks)) return undefined;
  const isSpace = (blanks: string) => startsPiece(cut, blanks);
  const blank = ['\t', '\n', '\r'].every(isSpace) ? 0 : SPACE;
  const isPrecompiled = normalizers.some((entry) => isJsonObject(entry) && entry['type'] === 'Precompiled');
  const mark = isPrecompiled ? undefined : markOf(cut);
  const parts = Uint8Array.from({ length: 0x80 }, (_, unit) => (
    isPrintable(unit) || (mark !== undefined && isKept(cut, mark, String.fromCharCode(unit))) ? 1 : 0
  ));
  const several = blank === 0 ? ['  ', '   ', '\n  ', ' \t', '\r\n'] : ['  ', '   '];
  const chunks = { scan: spacedChunks(blank, parts), blank, lead: ' ', ...(mark !== undefined && { mark }) } as const;
  if (several.every(isSpace)) return { ...chunks, several: 'one' };
  const three = blank === 0 ? ['   ', '\n \t', '\r\n '] : ['   '];
  const arePieces = mark !== undefined && three.every((blanks) => makesPieces(cut, blanks, mark));
  return arePieces ? { ...chunks, several: 'pieces' } : chunks;
}

/** What stands for the space before a run, if all printable ASCII is kept as it is. */
function markOf(cut: Cut): string | undefined {
  const printable = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 }, (_, i) => 0x21 + i));
  const pieces = cut(new AlignedText(` ${printable}`, 1));
  const piece = pieces.length === 1 ? pieces[0]!.text : '';
  return piece.length === 1 + printable.length && piece.endsWith(printable) ? piece[0] : undefined;
}

/** Whether a character of ASCII is kept within a run. */
function isKept(cut: Cut, mark: string, character: string): boolean {
  const pieces = cut(new AlignedText(` a${character}b`, 1));
  return pieces.length === 1 && pieces[0]!.text === `${mark}a${character}b`;
}

/** Whether each of three blanks begins a piece of its own. */
function makesPieces(cut: Cut, blanks: string, mark: string): boolean {
  // The first piece may have a space that the text does not.
  const pieces = cut(new AlignedText(`a${blanks}b`, 1)).slice(1);
  return pieces.map(({ text }) => text).join(' ') === `${mark} ${mark} ${mark}b`
    && pieces.every((piece, i) => piece.originalStart(0) === i + 2 && piece.originalEnd(1) === i + 3);
}

/** Whether blanks between letters are the first character of the second piece, and its span is that of the last. */
function startsPiece(cut: Cut, blanks: string): boolean {
  const pieces = cut(new AlignedText(`a${blanks}b`, 1));
  const second = pieces[1];
  if (pieces.length !== 2 || second?.text.length !== 2) return false;
  const afterBlanks = 2 + blanks.length;
  const spans = [second.originalStart(0), second.originalEnd(1), second.originalStart(1)];
  return spans[0] === afterBlanks - 1 && spans[1] === afterBlanks && spans[2] === afterBlanks;
}

function normalizersOf(normalizer: JsonObject | undefined): readonly Json[] {
  if (normalizer === undefined) return [];
  const parts = normalizer['type'] === 'Sequence' ? normalizer['normalizers'] : undefined;
  return Array.isArray(parts) ? parts : [normalizer];
}

/** Whether a normalizer does with a chunk what it does with it in a text. */
function keepsChunks(entry: Json): boolean {
  if (!isJsonObject(entry)) return false;
  const { type, pattern = null, content } = entry;
  if (type === 'Replace') return isJsonObject(pattern) && pattern['Regex'] === ' {2,}' && content === ' ';
  return type === 'NFC' || type === 'NFKC' || type === 'Nmt' || type === 'Precompiled' || type === 'Lowercase';
}
