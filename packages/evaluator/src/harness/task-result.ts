import type { ConfusionMatrix } from '../classification/confusion-counts.ts';
import type { MeanWithError } from './mean-with-error.ts';

/** What became of one document. */
export interface TaskSample {
  /** Its place among the documents. */
  readonly index: number;
  /** What the model was given, without worked examples. */
  readonly prompt: string;
  readonly expected: string;
  readonly answer: string;
  readonly isRight: boolean;
  /** How wrong it is: the highest first are the worst mistakes. Nats, or 1 less F1 for what was written. */
  readonly badness: number;
}

/** The result of a task: plain data. */
export interface TaskResult {
  readonly task: string;
  readonly version: number;
  readonly documents: number;
  readonly fewShot: number;
  /** By the metric's name. */
  readonly metrics: Readonly<Record<string, MeanWithError>>;
  readonly samples: readonly TaskSample[];
  /** Where all documents have the same choices: which was taken for which. */
  readonly confusion?: ConfusionMatrix;
}

/** The wrong answers, the worst first. */
export function worstMistakes({ samples }: TaskResult, count: number): TaskSample[] {
  return samples.filter(({ isRight }) => !isRight).sort((a, b) => b.badness - a.badness).slice(0, count);
}
