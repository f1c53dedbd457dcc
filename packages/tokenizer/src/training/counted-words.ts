/** The distinct words of a corpus, laid out side by side, with how often each occurs. */
export interface CountedWords {
  /** The words' code points, and a 0 behind each word. */
  readonly points: Int32Array;
  /** Word i is points[starts[i], starts[i + 1] − 1). */
  readonly starts: Int32Array;
  /** How often each occurs. */
  readonly counts: Float64Array;
}

/** Lays words out in the order of their UTF-16 units, so that the order in which they were found changes nothing. */
export function countedWords(counts: ReadonlyMap<string, number>): CountedWords {
  const words = [...counts.keys()].filter((word) => word !== '').sort();
  let length = words.length;
  for (const word of words) length += word.length;
  const points = new Int32Array(length);
  const starts = new Int32Array(words.length + 1);
  let at = 0;
  for (const [i, word] of words.entries()) {
    starts[i] = at;
    for (let unit = 0; unit < word.length;) {
      const point = word.codePointAt(unit)!;
      points[at++] = point;
      unit += point > 0xffff ? 2 : 1;
    }
    at++;
  }
  starts[words.length] = at;
  return {
    points: points.subarray(0, at), starts, counts: Float64Array.from(words, (word) => counts.get(word)!),
  };
}

/** How often each code point occurs in the words. */
export function countCharacters({ points, starts, counts }: CountedWords): Map<number, number> {
  const characters = new Map<number, number>();
  for (let word = 0; word < counts.length; word++) {
    for (let i = starts[word]!; i < starts[word + 1]! - 1; i++) {
      const point = points[i]!;
      characters.set(point, (characters.get(point) ?? 0) + counts[word]!);
    }
  }
  return characters;
}
