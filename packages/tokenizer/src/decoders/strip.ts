import type { Decoder } from '../pipeline/contracts.ts';

/** `Strip`: takes up to so many of a character off the beginning and the end of each token. */
export function stripDecoder(content: string, start: number, stop: number): Decoder {
  return {
    decode: (tokens) => tokens.map((token) => {
      let from = 0;
      for (let count = 0; count < start && token.startsWith(content, from); count++) from += content.length;
      let to = token.length;
      for (let count = 0; count < stop && to > from; count++) {
        if (!token.slice(from, to).endsWith(content)) break;
        to -= content.length;
      }
      return token.slice(from, to);
    }),
    toJSON: () => ({ type: 'Strip', content, start, stop }),
  };
}

/** `Fuse`: all tokens as one. */
export function fuseDecoder(): Decoder {
  return { decode: (tokens) => [tokens.join('')], toJSON: () => ({ type: 'Fuse' }) };
}
