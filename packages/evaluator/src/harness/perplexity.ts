import { InvalidInputError } from '@oneday/core';
import type { Scorer } from '@oneday/core';
import type { TaskDocument } from './documents.ts';
import type { MeanWithError } from './mean-with-error.ts';
import type { PerplexityTask } from './task.ts';
import type { TaskResult } from './task-result.ts';
import { fillTemplate } from './template.ts';

/**
 * Scores whole texts, each token once, in the windows of the scorer: `bits_per_byte` is all nats over ln 2 and all
 * bytes, `token_perplexity` the exponential of all nats over all tokens. Both are of the corpus; their standard errors
 * are those of a ratio of sums over documents (the delta method).
 */
export async function runPerplexity(
  task: PerplexityTask, documents: readonly TaskDocument[], scorer: Scorer,
): Promise<TaskResult> {
  const texts = documents.map((document) => fillTemplate(task.text, document, `task ${task.name}`));
  const scores = await scorer.logLikelihoodRolling(texts);
  const nats = scores.map(({ logLikelihood }) => -logLikelihood);
  const perByte = ratioOfSums(nats, scores.map(({ byteCount }) => byteCount), task.name);
  const perToken = ratioOfSums(nats, scores.map(({ tokenCount }) => tokenCount), task.name);
  const perplexity = Math.exp(perToken.value);
  return {
    task: task.name, version: task.version, documents: documents.length, fewShot: 0,
    metrics: {
      bits_per_byte: { value: perByte.value / Math.LN2, standardError: perByte.standardError / Math.LN2 },
      token_perplexity: { value: perplexity, standardError: perplexity * perToken.standardError },
    },
    samples: texts.map((text, index) => {
      const { byteCount } = scores[index]!;
      const bitsPerByte = byteCount === 0 ? 0 : nats[index]! / Math.LN2 / byteCount;
      const answer = `${bitsPerByte.toFixed(4)} bits per byte`;
      // No text is right; those that the model expected least are shown.
      return { index, prompt: '', expected: text, answer, isRight: false, badness: bitsPerByte };
    }),
  };
}

function ratioOfSums(numerators: readonly number[], denominators: readonly number[], what: string): MeanWithError {
  const total = denominators.reduce((sum, one) => sum + one, 0);
  if (total === 0) throw new InvalidInputError(`${what}: no text was scored, so there is no mean`);
  const value = numerators.reduce((sum, one) => sum + one, 0) / total;
  const count = numerators.length;
  if (count === 1) return { value, standardError: 0 };
  const squares = numerators.reduce((sum, one, i) => sum + (one - value * denominators[i]!) ** 2, 0);
  return { value, standardError: Math.sqrt((squares * count) / (count - 1)) / total };
}
