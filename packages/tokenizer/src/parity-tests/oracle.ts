import { Tokenizer } from 'tokenizers';

/** Around one component, a file that Hugging Face's library reads: every word is unknown. */
const EMPTY = {
  version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null,
  post_processor: null, decoder: null, model: { type: 'WordLevel', vocab: { '<unk>': 0 }, unk_token: '<unk>' },
};

/** Hugging Face's library with a file, or with some of its parts. */
export function oracle(parts: object): Tokenizer {
  return Tokenizer.fromString(JSON.stringify({ ...EMPTY, ...parts }));
}

/** For each place between code points, and the ends, where it is in UTF-16 units: the library counts code points. */
export function unitsOf(text: string): number[] {
  const units = [0];
  for (const character of text) units.push(units.at(-1)! + character.length);
  return units;
}
