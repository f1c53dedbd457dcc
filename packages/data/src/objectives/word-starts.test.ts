import { describe, expect, it } from 'vitest';
import type { Tokenizer } from '@oneday/core';
import { continuesWord } from './word-starts.ts';

/** A tokenizer of the given pieces; `decode` gives the piece's text, as that kind of tokenizer would. */
function tokenizerOf(type: string, pieces: readonly string[], texts = pieces, extra = {}): Tokenizer {
  const byPiece = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const vocab = type === 'Unigram' ? pieces.map((piece) => [piece, 0]) : byPiece;
  return {
    vocabSize: pieces.length,
    specialTokens: { '[SEP]': pieces.indexOf('[SEP]') },
    decode: (ids: ArrayLike<number>) => texts[ids[0]!]!,
    toJSON: () => ({ model: { type, vocab, ...extra } }),
  } as unknown as Tokenizer;
}

/** The words that a row of tokens falls into, by their pieces. */
function wordsOf(tokenizer: Tokenizer, pieces: readonly string[], row: readonly string[]): string[] {
  const continues = continuesWord(tokenizer);
  const words: string[] = [];
  row.forEach((piece, at) => {
    const goesOn = at > 0 && continues(pieces.indexOf(row[at - 1]!), pieces.indexOf(piece));
    if (goesOn) words[words.length - 1] += `+${piece}`;
    else words.push(piece);
  });
  return words;
}

describe('continuesWord', () => {
  it('follows the continuing prefix of WordPiece', () => {
    const pieces = ['[SEP]', 'un', '##able', '##s', ',', 'able'];
    const words = wordsOf(
      tokenizerOf('WordPiece', pieces, pieces, { continuing_subword_prefix: '##' }),
      pieces,
      ['un', '##able', '##s', ',', 'able', '##s', '[SEP]', '##s'],
    );
    expect(words).toEqual(['un+##able+##s', ',', 'able+##s', '[SEP]', '##s']);
  });

  it('follows the marks of spaces, and lets signs that are no letters stand alone', () => {
    const pieces = ['[SEP]', 'Ġun', 'able', ',', 'Ġ(', 'x', '1', 'Ċ', 'Yes', "'s"];
    const texts = ['[SEP]', ' un', 'able', ',', ' (', 'x', '1', '\n', 'Yes', "'s"];
    const row = ['Yes', 'able', ',', 'Ġun', 'able', 'Ġ(', 'x', '1', 'Ċ', 'Yes', "'s", '[SEP]', 'able', 'Ġun', 'Ġun'];
    expect(wordsOf(tokenizerOf('BPE', pieces, texts), pieces, row)).toEqual(
      ['Yes+able', ',', 'Ġun+able', 'Ġ(', 'x+1', 'Ċ', 'Yes', "'s", '[SEP]', 'able', 'Ġun', 'Ġun'],
    );
  });

  it('keeps the parts of a character together, and takes signs of scripts without spaces one by one', () => {
    const pieces = ['[SEP]', 'æĪ', 'ij', '喜', '欢', 'é', 'a'];
    const texts = ['[SEP]', '\ufffd', '\ufffd', '喜', '欢', 'é', 'a'];
    const row = ['æĪ', 'ij', '喜', '欢', 'a', 'é', '喜', 'a'];
    expect(wordsOf(tokenizerOf('BPE', pieces, texts), pieces, row)).toEqual(['æĪ+ij', '喜', '欢', 'a+é', '喜', 'a']);
  });

  it('knows the pieces of a Unigram vocabulary, whose first space decoding leaves out', () => {
    const pieces = ['[SEP]', '▁un', 'able'];
    const words = wordsOf(tokenizerOf('Unigram', pieces, ['[SEP]', 'un', 'able']), pieces, ['▁un', '▁un', 'able']);
    expect(words).toEqual(['▁un', '▁un+able']);
  });
});
