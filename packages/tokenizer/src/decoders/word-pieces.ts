import type { Decoder } from '../pipeline/contracts.ts';

/** In this order; what is tidied is each token with the space before it. */
const TIDIED: readonly (readonly [from: string, to: string])[] = [
  [' .', '.'], [' ?', '?'], [' !', '!'], [' ,', ','], [` ' `, `'`], [` n't`, `n't`], [` 'm`, `'m`],
  [' do not', ` don't`], [` 's`, `'s`], [` 've`, `'ve`], [` 're`, `'re`],
];

/** What all of the above have one of; most tokens have none. */
const UNTIDY = / [.?!,'nd]/;

/** Takes out spaces before English punctuation and contractions. */
export function tidy(token: string): string {
  if (!UNTIDY.test(token)) return token;
  return TIDIED.reduce((text, [from, to]) => text.replaceAll(from, to), token);
}

/** `WordPiece`: a space before each token but the first and those with the prefix, which is taken off. */
export function wordPieceDecoder(prefix: string, cleanup: boolean): Decoder {
  return {
    decode: (tokens) => tokens.map((token, i) => {
      const joined = i === 0 ? token : token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
      return cleanup ? tidy(joined) : joined;
    }),
    toJSON: () => ({ type: 'WordPiece', prefix, cleanup }),
  };
}

/** `BPEDecoder`: the suffix of word ends becomes a space, but at the end. */
export function bpeDecoder(suffix: string): Decoder {
  return {
    decode: (tokens) => tokens.map((token, i) => replaceAll(token, suffix, i === tokens.length - 1 ? '' : ' ')),
    toJSON: () => ({ type: 'BPEDecoder', suffix }),
  };
}

/**
 * `CTC`: of equal tokens in a row one, without padding, and with spaces for the delimiter (Graves et al. 2006).
 */
export function ctcDecoder(padToken: string, wordDelimiterToken: string, cleanup: boolean): Decoder {
  return {
    decode: (tokens) => tokens.filter((token, i) => token !== tokens[i - 1]).flatMap((token) => {
      const padless = replaceAll(token, padToken, '');
      const text = cleanup ? replaceAll(tidy(padless), wordDelimiterToken, ' ') : padless;
      return text === '' ? [] : [text];
    }),
    toJSON: () => ({ type: 'CTC', pad_token: padToken, word_delimiter_token: wordDelimiterToken, cleanup }),
  };
}

/** Code point by code point where nothing is looked for, as in the reference. */
function replaceAll(text: string, wanted: string, content: string): string {
  if (wanted !== '') return text.replaceAll(wanted, () => content);
  return content + Array.from(text, (character) => character + content).join('');
}
