import { InvalidInputError, showValue } from '@oneday/core';
import type { TaskDocument } from '../harness/documents.ts';
import type { Task } from '../harness/task.ts';
import { fieldText } from '../harness/template.ts';

/** A task that others publish, with its data elsewhere. */
export interface NamedTask {
  readonly task: Task;
  /** What it asks, in a few words. */
  readonly about: string;
  /** Where its documents are to be had. */
  readonly source: string;
  /** A document with the fields that the task's templates name, from one as it is published. */
  readonly documentOf?: (published: TaskDocument) => TaskDocument;
  /**
   * Where right answers are published in a file of their own, a line each: the end of its name in place of the
   * documents' `.jsonl`, and the field that they become.
   */
  readonly answersBeside?: { readonly ending: string; readonly field: string };
}

/** What the named tasks have in common: no worked examples, a space before the answer. */
export const ZERO_SHOT = { version: 1, separator: ' ', fewShot: { count: 0, seed: 1 } } as const;

/**
 * The number that a field holds, as JSON or as text.
 * @throws InvalidInputError where there is none, as in the parts of data sets whose answers are kept secret
 */
export function answerNumber(published: TaskDocument, name: string, task: string): number {
  const text = fieldText(published, name, `task ${task}`);
  if (/^\d+$/.test(text)) return Number(text);
  const rule = `field ${showValue(name)} must be the number of the right answer`;
  throw new InvalidInputError(`task ${task}: ${rule}; got ${showValue(published[name])}; use a part with answers`);
}
