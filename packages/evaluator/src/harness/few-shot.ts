import { InvalidInputError, foldIn, randomBits, seedKey } from '@oneday/core';
import type { FewShot } from './task.ts';

/** Between worked examples, and before the question. */
const BETWEEN_EXAMPLES = '\n\n';

/**
 * What stands before the question of document `index`: worked examples of other documents, drawn without replacement
 * from (seed, index) alone, so that a document is asked the same whatever else is.
 *
 * @param examples the documents as worked examples
 * @throws InvalidInputError when there are too few
 */
export function fewShotContext(examples: readonly string[], index: number, { count, seed }: FewShot): string {
  if (count === 0) return '';
  const others = [...examples.keys()].filter((other) => other !== index);
  if (others.length < count) {
    const got = `got ${examples.length}`;
    throw new InvalidInputError(`few-shot: ${count} examples need at least ${count + 1} documents; ${got}`);
  }
  const words = randomBits(foldIn(foldIn(seedKey(seed), 'few-shot'), index), count);
  // The first steps of Fisher and Yates's shuffle.
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor((words[i]! / 2 ** 32) * (others.length - i));
    [others[i], others[j]] = [others[j]!, others[i]!];
  }
  return others.slice(0, count).map((other) => examples[other]! + BETWEEN_EXAMPLES).join('');
}
