import type { AlignedText } from '../pipeline/aligned-text.ts';
import type { PreTokenizer } from '../pipeline/contracts.ts';
import { isWhiteSpace, numerics, punctuation, wordCharacters } from '../unicode/reference-classes.ts';
import { cut } from './cut.ts';
import type { CutBehavior } from './cut.ts';
import { matchesIn, matchesWhere } from './split.ts';

/** `WhitespaceSplit`: cuts at white space. */
export function whitespaceSplit(): PreTokenizer {
  return { preTokenize: cutAtWhiteSpace, toJSON: () => ({ type: 'WhitespaceSplit' }) };
}

/** `Whitespace`: runs of word characters, and runs of what is neither they nor white space. */
export function whitespace(): PreTokenizer {
  return {
    preTokenize(text, output) {
      addRuns(text, (point) => (isWhiteSpace(point) ? 0 : wordCharacters.has(point) ? 1 : 2), output);
    },
    toJSON: () => ({ type: 'Whitespace' }),
  };
}

/** `BertPreTokenizer`: cuts at white space, and around each sign of punctuation. */
export function bertPreTokenizer(): PreTokenizer {
  return {
    preTokenize(text, output) {
      const words: AlignedText[] = [];
      cutAtWhiteSpace(text, words);
      for (const word of words) cut(word, matchesIn(word.text, punctuation), 'Isolated', false, output);
    },
    toJSON: () => ({ type: 'BertPreTokenizer' }),
  };
}

/** `Punctuation`: cuts at punctuation. */
export function punctuationSplit(behavior: CutBehavior): PreTokenizer {
  return {
    preTokenize: (text, output) => cut(text, matchesIn(text.text, punctuation), behavior, false, output),
    toJSON: () => ({ type: 'Punctuation', behavior }),
  };
}

/** `Digits`: cuts around numbers, or around each of their digits. */
export function digits(individualDigits: boolean): PreTokenizer {
  const behavior = individualDigits ? 'Isolated' : 'Contiguous';
  return {
    preTokenize: (text, output) => cut(text, matchesIn(text.text, numerics), behavior, false, output),
    toJSON: () => ({ type: 'Digits', individual_digits: individualDigits }),
  };
}

function cutAtWhiteSpace(text: AlignedText, output: AlignedText[]): void {
  cut(text, matchesWhere(text.text, isWhiteSpace), 'Removed', false, output);
}

/** Adds the runs of characters of one class; those of class 0 are left out. */
function addRuns(text: AlignedText, classOf: (point: number) => number, output: AlignedText[]): void {
  const { text: units } = text;
  let start = 0;
  let current = 0;
  for (let at = 0; at <= units.length;) {
    const point = units.codePointAt(at);
    const found = point === undefined ? 0 : classOf(point);
    if (found !== current || point === undefined) {
      if (current !== 0 && at > start) output.push(text.slice(start, at));
      start = at;
      current = found;
    }
    at += point !== undefined && point > 0xffff ? 2 : 1;
  }
}
