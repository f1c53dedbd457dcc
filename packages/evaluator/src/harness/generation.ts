import type { Scorer } from '@oneday/core';
import { answerWords, exactMatch, wordF1 } from '../question-answering/answer-text.ts';
import type { TaskDocument } from './documents.ts';
import { fewShotContext } from './few-shot.ts';
import { meanWithError } from './mean-with-error.ts';
import type { GenerationTask } from './task.ts';
import type { TaskResult } from './task-result.ts';
import { fieldOf, fieldText, fieldTexts, fillTemplate } from './template.ts';

/** Scores what the model writes beside right answers, by SQuAD's exact match and F1 of words, in [0, 1]. */
export async function runGeneration(
  task: GenerationTask, documents: readonly TaskDocument[], scorer: Scorer,
): Promise<TaskResult> {
  const what = `task ${task.name}`;
  const asked = documents.map((document) => (
    { prompt: fillTemplate(task.prompt, document, what), answers: answersOf(document, task.target, what) }
  ));
  const examples = asked.map(({ prompt, answers }) => prompt + task.separator + (answers[0] ?? ''));
  const written = await scorer.generateUntil(asked.map(({ prompt }, i) => ({
    context: fewShotContext(examples, i, task.fewShot) + prompt, until: task.until, maxNewTokens: task.maxNewTokens,
  })));
  const scores = asked.map(({ answers }, i) => {
    const ours = answerWords(written[i]!);
    const theirs = answers.map(answerWords);
    return {
      exact: Math.max(0, ...theirs.map((words) => exactMatch(ours, words))),
      f1: Math.max(0, ...theirs.map((words) => wordF1(ours, words, 1))),
    };
  });
  return {
    task: task.name, version: task.version, documents: documents.length, fewShot: task.fewShot.count,
    metrics: {
      exact_match: meanWithError(scores.map(({ exact }) => exact), task.name),
      f1: meanWithError(scores.map(({ f1 }) => f1), task.name),
    },
    samples: asked.map(({ prompt, answers }, index) => ({
      index, prompt, expected: answers.join(' | '), answer: written[index]!.trim(),
      isRight: scores[index]!.exact === 1, badness: 1 - scores[index]!.f1,
    })),
  };
}

function answersOf(document: TaskDocument, name: string, what: string): string[] {
  return Array.isArray(fieldOf(document, name, what))
    ? fieldTexts(document, name, what)
    : [fieldText(document, name, what)];
}
