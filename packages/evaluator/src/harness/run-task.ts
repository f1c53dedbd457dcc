import type { Scorer } from '@oneday/core';
import { runCloze } from './cloze.ts';
import type { TaskDocument } from './documents.ts';
import { runGeneration } from './generation.ts';
import { runMultipleChoice } from './multiple-choice.ts';
import { runPerplexity } from './perplexity.ts';
import { batchedByLength, cachedScorer } from './scorers.ts';
import type { AnswerCache } from './scorers.ts';
import type { Task } from './task.ts';
import type { TaskResult } from './task-result.ts';

/** What a task is run with. */
export interface RunTaskOptions {
  readonly task: Task;
  readonly documents: readonly TaskDocument[];
  readonly scorer: Scorer;
  /** Answers of an earlier run; those of this one are added, so that a run that was ended goes on. */
  readonly cache?: AnswerCache;
  /** Most requests that the scorer gets at once. Default: 64. */
  readonly batch?: number;
  /** Told, and waited for, after each batch: how many requests are answered of those that the cache did not hold. */
  readonly onAnswered?: (done: number, total: number) => void | Promise<void>;
  /** Aborted: the run ends with its reason before the next batch. */
  readonly signal?: AbortSignal;
}

/**
 * Asks a model what a task asks, and scores its answers. Neither the batch nor the cache changes a result, as far as
 * the scorer answers a request the same in any company.
 *
 * @throws InvalidInputError when a document has not what the task needs, or there is none
 */
export async function runTask(
  { task, documents, scorer, cache, batch = 64, onAnswered, signal }: RunTaskOptions,
): Promise<TaskResult> {
  const options = { batch, onAnswered, signal };
  const asked = cache === undefined ? batchedByLength(scorer, options) : cachedScorer(scorer, cache, options);
  switch (task.kind) {
    case 'multiple-choice': return runMultipleChoice(task, documents, asked);
    case 'cloze': return runCloze(task, documents, asked);
    case 'perplexity': return runPerplexity(task, documents, asked);
    case 'generation': return runGeneration(task, documents, asked);
  }
}
