import type { TokenWords } from '../merge-learner.ts';
import { countCharacters } from './counted-words.ts';
import type { CountedWords } from './counted-words.ts';

/** Which characters become tokens, and how they look inside words. */
export interface CharacterOptions {
  /** Characters that become tokens though no word has them. */
  readonly initialAlphabet: Iterable<string>;
  /** How many characters become tokens, the most frequent ones. Absent: all. */
  readonly limitAlphabet?: number;
  /** Begins the token of a character that is not the first of its word. Absent: none. */
  readonly continuingSubwordPrefix?: string;
  /** Ends the token of the last character of a word. Absent: none. */
  readonly endOfWordSuffix?: string;
}

/**
 * The words as tokens of one character each, which get their ids here: first the bare characters by code point, then
 * those with prefix or suffix as they come. Characters that are left out of the alphabet are left out of the words.
 *
 * @param vocabulary what is added to; it may hold special tokens
 */
export function characterWords(
  words: CountedWords, vocabulary: Map<string, number>, options: CharacterOptions,
): TokenWords {
  const add = (token: string): number => {
    let id = vocabulary.get(token);
    if (id === undefined) vocabulary.set(token, id = vocabulary.size);
    return id;
  };
  for (const character of alphabet(words, options)) add(character);
  const { continuingSubwordPrefix: prefix = '', endOfWordSuffix: suffix = '' } = options;
  const known = new Map<number, number>();
  const idOf = (point: number, place: number): number => {
    const key = 4 * point + place;
    let id = known.get(key);
    if (id === undefined) {
      const character = String.fromCodePoint(point);
      const token = `${place & 1 ? '' : prefix}${character}${place & 2 ? suffix : ''}`;
      id = vocabulary.has(character) ? add(token) : -1;
      known.set(key, id);
    }
    return id;
  };
  const { points, counts } = words;
  const symbols = new Int32Array(points.length);
  const starts = new Float64Array(counts.length + 1);
  let size = 0;
  for (let word = 0; word < counts.length; word++) {
    const first = words.starts[word]!;
    const last = words.starts[word + 1]! - 2;
    for (let i = first; i <= last; i++) {
      const id = idOf(points[i]!, (i === first ? 1 : 0) | (i === last ? 2 : 0));
      if (id !== -1) symbols[size++] = id;
    }
    starts[word + 1] = size;
  }
  return { symbols: symbols.subarray(0, size), starts, counts };
}

/** By code point. */
function alphabet(words: CountedWords, { initialAlphabet, limitAlphabet = Infinity }: CharacterOptions): string[] {
  const counts = countCharacters(words);
  for (const character of initialAlphabet) counts.set(character.codePointAt(0)!, Infinity);
  return [...counts]
    .sort(([a, m], [b, n]) => (m === n ? a - b : n - m))
    .slice(0, Math.min(limitAlphabet, counts.size))
    .map(([point]) => point)
    .sort((a, b) => a - b)
    .map((point) => String.fromCodePoint(point));
}
