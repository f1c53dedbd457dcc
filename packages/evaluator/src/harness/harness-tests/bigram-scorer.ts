import { utf8ByteLength } from '@oneday/core';
import type { Scorer } from '@oneday/core';

/**
 * A small but whole language model: each character follows from the one before as often as it does in a text, with one
 * added to every count of 256 characters.
 */
export function bigramScorer(text: string): Scorer {
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let i = 1; i < text.length; i++) {
    add(text.slice(i - 1, i + 1));
    add(text[i - 1]!);
  }
  const likelihood = (before: string, character: string) => (
    Math.log(((counts.get(before + character) ?? 0) + 1) / ((counts.get(before) ?? 0) + 256))
  );
  const characters = [...new Set(text)].sort();
  const mostLikely = (before: string) => characters.reduce((best, next) => (
    likelihood(before, next) > likelihood(before, best) ? next : best
  ));
  const score = (context: string, continuation: string) => {
    let [logLikelihood, isGreedy] = [0, true];
    [...continuation].forEach((character, i) => {
      const before = i === 0 ? (context.at(-1) ?? ' ') : continuation[i - 1]!;
      logLikelihood += likelihood(before, character);
      isGreedy &&= mostLikely(before) === character;
    });
    return { logLikelihood, isGreedy, tokenCount: continuation.length };
  };
  return {
    logLikelihood: (requests) => (
      Promise.resolve(requests.map(({ context, continuation }) => score(context, continuation)))
    ),
    logLikelihoodRolling: (texts) => Promise.resolve(texts.map((one) => {
      const { logLikelihood, tokenCount } = score('', one);
      return { logLikelihood, tokenCount, byteCount: utf8ByteLength(one) };
    })),
    generateUntil: (requests) => Promise.resolve(requests.map(({ context, until, maxNewTokens }) => {
      let written = '';
      while (written.length < maxNewTokens && !until.some((end) => written.includes(end))) {
        written += mostLikely((context + written).at(-1) ?? ' ');
      }
      return until.reduce((kept, end) => kept.split(end)[0]!, written);
    })),
  };
}
