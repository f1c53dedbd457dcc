import type { Stream, Tokenizer } from '@oneday/core';
import { countTexts, fromArray, tokenize, tokensInMemory } from '@oneday/data';
import type { Chunk, TextDocument, TextTotals, TokenArray, TokenReader } from '@oneday/data';

/** Texts that were made into tokens, wherever those are. */
export interface KeptTokens {
  /** All of them, one text after the other. */
  readonly tokens: TokenReader;
  /** What the texts amount to. */
  readonly texts: TextTotals;
  /** The tokens as they were made, an array for each piece of text; from the beginning at each call. */
  pieces(): Stream<Chunk<TokenArray>>;
}

/** Both sides of a recipe's text as tokens. Who has it disposes of it. */
export interface TokenCorpus extends AsyncDisposable {
  readonly training: KeptTokens;
  readonly heldOut: KeptTokens;
}

/** Texts that are to become tokens. */
export interface TextsToKeep {
  readonly training: Stream<Chunk<TextDocument>>;
  readonly heldOut: Stream<Chunk<TextDocument>>;
  readonly tokenizer: Tokenizer;
  /** Special token put at the end of each text; absent: none. */
  readonly end?: string;
}

/** Makes tokens of texts and keeps them: in memory, or in files. The streams are disposed of. */
export type KeepTokens = (texts: TextsToKeep) => Promise<TokenCorpus>;

/** Keeps tokens in memory. */
export const keepInMemory: KeepTokens = async ({ training, heldOut, tokenizer, end }) => ({
  training: await tokensOf(training, tokenizer, end),
  heldOut: await tokensOf(heldOut, tokenizer, end),
  async [Symbol.asyncDispose]() {},
});

async function tokensOf(
  texts: Stream<Chunk<TextDocument>>, tokenizer: Tokenizer, end: string | undefined,
): Promise<KeptTokens> {
  const counted = countTexts(texts);
  const stage = tokenize(tokenizer, end === undefined ? {} : { end: tokenizer.specialTokens[end]! });
  await using source = stage(counted);
  const pieces: TokenArray[] = [];
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) pieces.push(...chunk);
  const tokens = new Int32Array(pieces.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const piece of pieces) {
    tokens.set(piece, at);
    at += piece.length;
  }
  return { tokens: tokensInMemory(tokens), texts: counted.totals(), pieces: () => fromArray([pieces]) };
}

/** Tokens read at once where all of a corpus is looked at. */
const BLOCK_TOKENS = 2 ** 20;

/** All tokens of a corpus, in blocks. */
export async function* tokenBlocks(tokens: TokenReader): AsyncGenerator<TokenArray, void> {
  for (let start = 0; start < tokens.tokenCount; start += BLOCK_TOKENS) {
    yield await tokens.read(start, Math.min(BLOCK_TOKENS, tokens.tokenCount - start));
  }
}
