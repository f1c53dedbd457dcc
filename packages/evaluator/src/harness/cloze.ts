import { InvalidInputError } from '@oneday/core';
import type { Scorer } from '@oneday/core';
import type { TaskDocument } from './documents.ts';
import { fewShotContext } from './few-shot.ts';
import { meanWithError } from './mean-with-error.ts';
import type { ClozeTask } from './task.ts';
import type { TaskResult } from './task-result.ts';
import { fillTemplate } from './template.ts';

/**
 * Scores cloze: `acc` is the share of targets of which every token is the model's first choice (as in LAMBADA),
 * `target_nats` the mean of −ln p(target). The samples' `answer` says how likely the target was, as no other is asked.
 */
export async function runCloze(
  task: ClozeTask, documents: readonly TaskDocument[], scorer: Scorer,
): Promise<TaskResult> {
  const what = `task ${task.name}`;
  const asked = documents.map((document) => (
    { prompt: fillTemplate(task.prompt, document, what), target: fillTemplate(task.target, document, what) }
  ));
  if (asked.some(({ target }) => target === '')) throw new InvalidInputError(`${what}: a target must not be empty`);
  const examples = asked.map(({ prompt, target }) => prompt + task.separator + target);
  const answers = await scorer.logLikelihood(asked.map(({ prompt, target }, i) => (
    { context: fewShotContext(examples, i, task.fewShot) + prompt, continuation: task.separator + target }
  )));
  return {
    task: task.name, version: task.version, documents: documents.length, fewShot: task.fewShot.count,
    metrics: {
      acc: meanWithError(answers.map(({ isGreedy }) => Number(isGreedy)), task.name),
      target_nats: meanWithError(answers.map(({ logLikelihood }) => -logLikelihood), task.name),
    },
    samples: asked.map(({ prompt, target }, index) => {
      const { isGreedy, logLikelihood, tokenCount } = answers[index]!;
      const answer = isGreedy ? target : `p = ${Math.exp(logLikelihood).toPrecision(3)} over ${tokenCount} tokens`;
      return { index, prompt, expected: target, answer, isRight: isGreedy, badness: -logLikelihood };
    }),
  };
}
