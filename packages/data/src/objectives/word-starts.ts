import type { Json, Tokenizer } from '@oneday/core';
import { isJsonObject } from '@oneday/core';

/** True when token `id` goes on with the word that the token `previous`, right before it, belongs to. */
export type ContinuesWord = (previous: number, id: number) => boolean;

/** A sign that joins others to a word. Scripts written without spaces are left out: each of their signs is a word. */
const JOINING_START =
  /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}])[\p{L}\p{M}\p{N}]/u;
const JOINING_END =
  /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}])[\p{L}\p{M}\p{N}]$/u;
/** What a part of a character decodes to. */
const PART = '\ufffd';
/** Marks of a leading space: byte-level BPE's and SentencePiece's. */
const SPACE_MARK = /^[\u0120\u2581]/;

/**
 * Which tokens belong to one word, for masking whole words.
 *
 * WordPiece marks it: tokens with the continuing prefix (`##`) go on. Elsewhere a token goes on when it begins with a
 * letter, mark or digit, has no mark of a leading space, and the token before ends with one; parts of characters go on
 * after parts of characters. Special tokens belong to no word.
 */
export function continuesWord(tokenizer: Tokenizer): ContinuesWord {
  const { vocabSize, specialTokens } = tokenizer;
  const { model } = tokenizer.toJSON();
  const special = new Set(Object.values(specialTokens));
  const pieces = piecesOf(model.vocab, vocabSize);
  const begins = new Uint8Array(vocabSize);
  const ends = new Uint8Array(vocabSize);
  const prefix = model.type === 'WordPiece' ? model.continuing_subword_prefix : undefined;
  for (let id = 0; id < vocabSize; id++) {
    if (special.has(id)) continue;
    if (typeof prefix === 'string') {
      begins[id] = pieces[id]?.startsWith(prefix) === true ? WORD : 0;
      ends[id] = WORD;
      continue;
    }
    const text = tokenizer.decode([id], { skipSpecialTokens: false });
    const opens = SPACE_MARK.test(pieces[id] ?? '');
    if (!opens) begins[id] = text.startsWith(PART) ? PIECE : JOINING_START.test(text) ? WORD : 0;
    ends[id] = text.endsWith(PART) ? PIECE : JOINING_END.test(text) ? WORD : 0;
  }
  return (previous, id) => begins[id] !== 0 && begins[id] === ends[previous];
}

/** A token ends or begins inside a word. */
const WORD = 1;
/** A token ends or begins inside a character. */
const PIECE = 2;

/** The tokens' texts by id, from the vocabulary of a `tokenizer.json`: an object, or a list of pairs. */
function piecesOf(vocab: Json | undefined, vocabSize: number): (string | undefined)[] {
  const pieces = new Array<string | undefined>(vocabSize);
  if (Array.isArray(vocab)) {
    for (const [id, entry] of (vocab as readonly Json[]).entries()) {
      if (id < vocabSize && Array.isArray(entry)) pieces[id] = String(entry[0]);
    }
  } else if (isJsonObject(vocab)) {
    for (const [piece, id] of Object.entries(vocab)) if (typeof id === 'number' && id < vocabSize) pieces[id] = piece;
  }
  return pieces;
}
