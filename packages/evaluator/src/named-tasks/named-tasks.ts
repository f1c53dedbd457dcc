import type { TaskDocument } from '../harness/documents.ts';
import { hellaswag, piqa, winogrande } from './common-sense.ts';
import { blimp, lambada } from './language.ts';
import type { NamedTask } from './named-task.ts';
import { arcChallenge, arcEasy, boolq, openBookQa, sciq } from './questions.ts';

/**
 * Tasks that others publish, asked as EleutherAI's lm-evaluation-harness asks them: the same contexts and
 * continuations. Worked examples, where they are wanted, come from the documents themselves.
 */
export const namedTasks: readonly NamedTask[] = [
  lambada, hellaswag, piqa, winogrande, arcEasy, arcChallenge, openBookQa, sciq, boolq, blimp,
];

/** The task of a name; `arc_easy` is `arc-easy`. */
export function findNamedTask(name: string): NamedTask | undefined {
  return namedTasks.find(({ task }) => task.name === name.replaceAll('_', '-'));
}

/**
 * Documents of a named task as its templates need them.
 * @throws InvalidInputError for a document that is in none of the forms in which they are published
 */
export function namedDocuments({ documentOf }: NamedTask, published: readonly TaskDocument[]): readonly TaskDocument[] {
  return documentOf === undefined ? published : published.map(documentOf);
}
