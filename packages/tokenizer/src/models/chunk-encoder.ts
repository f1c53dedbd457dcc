import { isJsonObject } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';
import { AlignedText } from '../pipeline/aligned-text.ts';
import type { FusedEncoder, Model, Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import { TokenList } from '../pipeline/token-list.ts';
import { bertChunkEnd, blankChunkEnd, ideographChunkEnd, isBlank, spacedChunkEnd } from './chunk-scanner.ts';
import type { ChunkScanner } from './chunk-scanner.ts';
import { RunMemory } from './run-memory.ts';

/** How the tokens of a chunk follow from those of its run. */
interface Chunks {
  readonly scan: ChunkScanner;
  /** What stands before a run when its tokens are made: a space that belongs to the first, or nothing. */
  readonly lead: '' | ' ';
  /** Whether any blanks are as the last of them alone. */
  readonly blanksAreOne: boolean;
  /** The piece that a run becomes is this text and the run itself, as it stands. Absent: it may change. */
  readonly mark?: string;
}

/**
 * Encodes chunk by chunk, and remembers the tokens of their runs: a run is normalized, cut and tokenized once.
 *
 * @returns undefined where a text's tokens are not known to be those of its chunks
 */
export function chunkEncoder(
  model: Pick<Model, 'tokenize'>, normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined,
): FusedEncoder | undefined {
  if (preTokenizer === undefined) return undefined;
  const cut = (text: AlignedText): AlignedText[] => {
    const pieces: AlignedText[] = [];
    preTokenizer.preTokenize(normalizer?.normalize(text) ?? text, pieces);
    return pieces;
  };
  const chunks = chunksOf(normalizer?.toJSON(), preTokenizer.toJSON(), cut);
  if (chunks === undefined) return undefined;
  const { scan, lead, blanksAreOne, mark } = chunks;

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
  const memory = new RunMemory((run, output) => {
    if (mark !== undefined) model.tokenize(mark + run, output);
    // It begins at 1, because a text that begins at 0 may get a space.
    else tokenize(new AlignedText(lead + run, 1), output);
  });
  const others = new TokenList();

  return (text, start, output) => {
    const { ids, hasOffsets } = output;
    for (let from = 0; from < text.length;) {
      const end = scan(text, from);
      const to = Math.abs(end);
      let run = from;
      if (end > 0) while (run < to && isBlank(text.charCodeAt(run))) run++;
      if (end < 0 || (run - from > 1 && !blanksAreOne)) {
        const chunk = text.slice(from, to).replace(/\p{Surrogate}/gu, '\ufffd');
        others.clear();
        tokenize(new AlignedText(chunk, start + from), others);
        append(others, output);
      } else if (run < to) {
        const place = memory.find(text, run, to);
        const tokens = memory.tokens.items;
        const last = place + 3 * memory.count;
        if (hasOffsets) {
          const shift = start + run - lead.length - (mark === undefined ? 1 : 0);
          for (let i = place; i < last; i += 3) {
            output.push(tokens[i]!, tokens[i + 1]! + shift, tokens[i + 2]! + shift);
          }
        } else for (let i = place; i < last; i += 3) ids.push(tokens[i]!);
      }
      from = to;
    }
  };
}

function append(tokens: TokenList, output: TokenList): void {
  const offsets = tokens.offsets.items;
  for (let i = 0; i < tokens.length; i++) output.push(tokens.ids.items[i]!, offsets[2 * i]!, offsets[2 * i + 1]!);
}

/** How a normalizer and a pre-tokenizer, given by their entries in `tokenizer.json`, part a text into chunks. */
function chunksOf(
  normalizer: JsonObject | undefined, preTokenizer: JsonObject, cut: (text: AlignedText) => AlignedText[],
): Chunks | undefined {
  const normalizers = normalizersOf(normalizer);
  if (preTokenizer['type'] === 'BertPreTokenizer') {
    const types = normalizers.map((entry) => (isJsonObject(entry) ? entry['type'] : undefined));
    const isKnown = types.every((type) => type === 'BertNormalizer' || type === 'Lowercase');
    const parts = normalizers.some((entry) => isJsonObject(entry) && entry['handle_chinese_chars'] === true);
    return isKnown ? { scan: parts ? ideographChunkEnd : bertChunkEnd, lead: '', blanksAreOne: true } : undefined;
  }
  if (preTokenizer['type'] !== 'Metaspace' || preTokenizer['split'] !== true) return undefined;
  if (!normalizers.every(keepsChunks)) return undefined;
  const isSpace = (blank: string) => startsPiece(cut, blank);
  const scan = ['\t', '\n', '\r'].every(isSpace) ? blankChunkEnd : spacedChunkEnd;
  const several = scan === blankChunkEnd ? ['  ', '   ', '\n  ', ' \t', '\r\n'] : ['  ', '   '];
  const isPrecompiled = normalizers.some((entry) => isJsonObject(entry) && entry['type'] === 'Precompiled');
  const mark = isPrecompiled ? undefined : markOf(cut);
  return { scan, lead: ' ', blanksAreOne: several.every(isSpace), ...(mark !== undefined && { mark }) };
}

/** What stands for the space before a run, if all ASCII is kept as it is. */
function markOf(cut: (text: AlignedText) => AlignedText[]): string | undefined {
  const printable = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 }, (_, i) => 0x21 + i));
  const pieces = cut(new AlignedText(` ${printable}`, 1));
  const piece = pieces.length === 1 ? pieces[0]!.text : '';
  return piece.length === 1 + printable.length && piece.endsWith(printable) ? piece[0] : undefined;
}

/** Whether blanks between letters are the first character of the second piece, and its span is that of the last. */
function startsPiece(cut: (text: AlignedText) => AlignedText[], blanks: string): boolean {
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
