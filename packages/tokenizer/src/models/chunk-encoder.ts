import { AlignedText } from '../pipeline/aligned-text.ts';
import type { FusedEncoder, Model, Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import { TokenList } from '../pipeline/token-list.ts';
import { BLANK, kindEnd } from './chunk-scanner.ts';
import { chunksOf } from './chunks.ts';
import type { Cut } from './chunks.ts';
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
  const { scan, kinds, lead, several, mark, needsWholeForSpans } = chunks;

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
      const shift = start - (mark === undefined ? lead.length + 1 : mark.length);
      for (let i = place; i < last; i += 3) {
        output.push(tokens[i]!, tokens[i + 1]! + shift, tokens[i + 2]! + shift);
      }
    } else for (let i = place; i < last; i += 3) output.ids.push(tokens[i]!);
  };
  const marks = new TokenList();
  if (several === 'pieces') model.tokenize(mark!, marks);
  const others = new TokenList();
  const pushOther = (text: string, start: number, output: TokenList): void => {
    others.clear();
    tokenize(new AlignedText(text.replace(/\p{Surrogate}/gu, '\ufffd'), start), others);
    append(others, 0, output);
  };

  return (text, start, output) => {
    if (output.hasOffsets && needsWholeForSpans) {
      pushOther(text, start, output);
      return;
    }
    for (let from = 0; from < text.length;) {
      const end = scan(text, from);
      const to = Math.abs(end);
      const run = end > 0 ? kindEnd(text, from, kinds, BLANK) : from;
      if (end < 0 || (run - from > 1 && several === undefined)) {
        pushOther(text.slice(from, to), start + from, output);
      } else if (run < to) {
        if (several === 'pieces') for (let at = from; at < run - 1; at++) append(marks, start + at, output);
        const first = output.length;
        if (mark === undefined || model.tokenizeRun === undefined) pushRemembered(text, run, to, start + run, output);
        else model.tokenizeRun(mark, text, run, to, start + run - mark.length, output);
        if (run === from || lead === '') moveInto(start + run, first, output);
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

/** Gives tokens that begin before a run, with a mark that is not in the text, spans that begin with it. */
function moveInto(start: number, first: number, output: TokenList): void {
  if (!output.hasOffsets) return;
  const { items, length } = output.offsets;
  for (let i = 2 * first; i < length && items[i]! < start; i += 2) {
    items[i] = start;
    // The mark alone has the span of the character behind it.
    items[i + 1] = Math.max(items[i + 1]!, start + 1);
  }
}
