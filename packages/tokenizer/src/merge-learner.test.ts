import { describe, expect, it } from 'vitest';
import { MergeLearner } from './merge-learner.ts';
import type { MergeLearnerOptions } from './merge-learner.ts';
import type { Merge } from './merger.ts';

interface Corpus {
  readonly alphabet: readonly string[];
  readonly words: readonly (readonly number[])[];
  readonly counts: readonly number[];
}

type Limits = Omit<MergeLearnerOptions, 'vocabulary'>;

interface Learned {
  readonly merges: readonly Merge[];
  readonly vocabulary: ReadonlyMap<string, number>;
}

function learn({ alphabet, words, counts }: Corpus, limits: Limits): Learned {
  const vocabulary = new Map(alphabet.map((token, id) => [token, id]));
  const starts = new Float64Array(words.length + 1);
  for (const [i, word] of words.entries()) starts[i + 1] = starts[i]! + word.length;
  const tokenWords = { symbols: Int32Array.from(words.flat()), starts, counts: Float64Array.from(counts) };
  const learner = new MergeLearner(tokenWords, { ...limits, vocabulary });
  while (learner.step());
  return { merges: learner.merges, vocabulary };
}

interface Candidate {
  readonly left: number;
  readonly right: number;
  count: number;
  readonly words: Set<number>;
}

/** The same by maps, sets and whole words, as Hugging Face's trainer does it. */
function learnPlainly({ alphabet, words, counts }: Corpus, limits: Limits): Learned {
  const { vocabSize, minFrequency, maxTokenLength = Infinity, continuingSubwordPrefix: prefix = '' } = limits;
  const vocabulary = new Map(alphabet.map((token, id) => [token, id]));
  const tokens = [...alphabet];
  const extents = alphabet.map(() => 1);
  const texts = words.map((word) => [...word]);
  const pairCounts = new Map<string, number>();
  const merges = new Map<string, Merge>();
  let candidates: Candidate[] = [];
  let found = new Map<string, Candidate>();
  const change = (left: number, right: number, by: number) => {
    pairCounts.set(`${left} ${right}`, (pairCounts.get(`${left} ${right}`) ?? 0) + by);
  };
  const note = (left: number, right: number, word: number) => {
    change(left, right, counts[word]!);
    const candidate = found.get(`${left} ${right}`) ?? { left, right, count: 0, words: new Set<number>() };
    found.set(`${left} ${right}`, candidate);
    candidate.words.add(word);
  };
  const countOf = ({ left, right }: Candidate) => pairCounts.get(`${left} ${right}`)!;
  const enqueue = () => {
    for (const candidate of found.values()) {
      candidate.count = countOf(candidate);
      if (candidate.count > 0) candidates.push(candidate);
    }
    found = new Map();
  };
  for (const [i, word] of texts.entries()) word.slice(1).forEach((right, j) => note(word[j]!, right, i));
  enqueue();
  while (vocabulary.size < vocabSize && candidates.length > 0) {
    // The sort is stable: of equal ones the first stays first.
    candidates.sort((a, b) => b.count - a.count || a.left - b.left || a.right - b.right);
    const top = candidates[0]!;
    if (top.count !== countOf(top)) {
      top.count = countOf(top);
      continue;
    }
    if (top.count < Math.max(1, minFrequency)) break;
    candidates = candidates.slice(1);
    const { left, right } = top;
    const last = tokens[right]!;
    const token = tokens[left]! + (last.startsWith(prefix) ? last.slice(prefix.length) : last);
    const merged = vocabulary.get(token) ?? vocabulary.size;
    vocabulary.set(token, merged);
    tokens[merged] = token;
    extents[merged] = extents[left]! + extents[right]!;
    merges.delete(`${left} ${right}`);
    merges.set(`${left} ${right}`, [left, right, merged]);
    const fits = (other: number) => extents[other]! + extents[merged]! < maxTokenLength;
    for (const word of top.words) {
      const text = texts[word]!;
      for (let i = 0; i + 1 < text.length; i++) {
        if (text[i] !== left || text[i + 1] !== right) continue;
        if (i > 0) {
          change(text[i - 1]!, left, -counts[word]!);
          if (fits(text[i - 1]!)) note(text[i - 1]!, merged, word);
        }
        text.splice(i, 2, merged);
        if (i + 1 < text.length) {
          change(right, text[i + 1]!, -counts[word]!);
          if (fits(text[i + 1]!)) note(merged, text[i + 1]!, word);
        }
      }
    }
    enqueue();
  }
  return { merges: [...merges.values()], vocabulary };
}

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Words of few different tokens, so that all that can happen does: the same token twice, in more than one way. */
function randomCorpus(draw: (below: number) => number, alphabet: readonly string[], hasPrefix: boolean): Corpus {
  const half = alphabet.length / 2;
  const scale = [1, 5000][draw(2)]!;
  const tokenAt = (i: number) => {
    if (hasPrefix) return (i === 0 ? 0 : half) + draw(2) * draw(half);
    return draw(draw(2) === 0 ? 2 : alphabet.length);
  };
  const wordOf = (length: number) => Array.from({ length }, (_, i) => tokenAt(i));
  const words = Array.from({ length: 1 + draw(12) }, () => wordOf(draw(draw(4) === 0 ? 40 : 8)));
  return { alphabet, words, counts: words.map(() => scale * (1 + draw(4))) };
}

describe('MergeLearner', () => {
  it('merges the most frequent pair, of equal ones the one with the smaller ids, until no pair is frequent', () => {
    const corpus = { alphabet: ['a', 'b', 'c'], words: [[0, 1, 2], [0, 1], [1, 2, 1, 2]], counts: [3, 2, 1] };
    const { merges, vocabulary } = learn(corpus, { vocabSize: 100, minFrequency: 2 });
    expect(merges).toEqual([[0, 1, 3], [3, 2, 4], [1, 2, 5]]);
    expect([...vocabulary.keys()]).toEqual(['a', 'b', 'c', 'ab', 'abc', 'bc']);
  });

  it.each([
    { name: 'two letters', alphabet: ['a', 'b'] },
    { name: 'five letters', alphabet: ['a', 'b', 'c', 'd', 'e'] },
    { name: 'a prefix that the text has too', alphabet: ['#', 'a', 'b', '###', '##a', '##b'], prefix: '##' },
  ])('learns what whole words, maps and sets give: $name', ({ alphabet, prefix }) => {
    const draw = generator(alphabet.length);
    let steps = 0;
    for (let round = 0; round < 1500; round++) {
      const corpus = randomCorpus(draw, alphabet, prefix !== undefined);
      const limits = {
        vocabSize: alphabet.length + draw(60), minFrequency: draw(4),
        ...(draw(3) === 0 && { maxTokenLength: 2 + draw(6) }),
        ...(prefix !== undefined && { continuingSubwordPrefix: prefix }),
      };
      const expected = learnPlainly(corpus, limits);
      expect(learn(corpus, limits), `round ${round}`).toEqual(expected);
      steps += expected.merges.length;
    }
    expect(steps).toBeGreaterThan(5000);
  });

  it.each([
    { alphabet: ['a', 'b', 'c'], size: 2000 },
    { alphabet: ['a', 'aa', 'b'], size: 1683 },
  ])('learns from a word of a hundred thousand tokens in seconds: $alphabet', ({ alphabet, size }) => {
    const draw = generator(7);
    const corpus = { alphabet, words: [Array.from({ length: 1e5 }, () => draw(3))], counts: [1] };
    const start = process.cpuUsage();
    expect(learn(corpus, { vocabSize: 2000, minFrequency: 2 }).vocabulary.size).toBe(size);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});
