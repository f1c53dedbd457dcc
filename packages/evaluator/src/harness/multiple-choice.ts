import { InvalidInputError, showValue, utf8ByteLength } from '@oneday/core';
import type { Scorer } from '@oneday/core';
import { confusionMatrix } from '../classification/confusion-matrix.ts';
import type { TaskDocument } from './documents.ts';
import { fewShotContext } from './few-shot.ts';
import { meanWithError } from './mean-with-error.ts';
import type { MultipleChoiceTask } from './task.ts';
import type { TaskResult, TaskSample } from './task-result.ts';
import { fieldOf, fieldTexts, fillTemplate } from './template.ts';

interface Question {
  readonly prompt: string;
  readonly choices: readonly string[];
  readonly right: number;
}

/**
 * Scores multiple choice as lm-evaluation-harness does: `acc` takes the choice with the highest log-likelihood,
 * `acc_norm` that with the highest per character (code point) of the choice, `acc_bytes` per byte of UTF-8. Of equal
 * ones the first.
 */
export async function runMultipleChoice(
  task: MultipleChoiceTask, documents: readonly TaskDocument[], scorer: Scorer,
): Promise<TaskResult> {
  const questions = documents.map((document) => questionOf(task, document));
  const examples = questions.map(({ prompt, choices, right }) => prompt + task.separator + choices[right]!);
  const answers = await scorer.logLikelihood(questions.flatMap(({ prompt, choices }, i) => (
    choices.map((choice) => ({
      context: fewShotContext(examples, i, task.fewShot) + prompt, continuation: task.separator + choice,
    }))
  )));
  let at = 0;
  const scored = questions.map((question) => {
    const logLikelihoods = answers.slice(at, at += question.choices.length).map((answer) => answer.logLikelihood);
    const best = (per: (choice: string) => number) => (
      indexOfMost(logLikelihoods.map((value, i) => value / per(question.choices[i]!)))
    );
    return {
      question, logLikelihoods,
      taken: { acc: best(() => 1), acc_norm: best((choice) => [...choice].length), acc_bytes: best(utf8ByteLength) },
    };
  });
  const metrics = (['acc', 'acc_norm', 'acc_bytes'] as const).map((name) => [
    name, meanWithError(scored.map(({ question, taken }) => Number(taken[name] === question.right)), task.name),
  ]);
  const samples = scored.map(({ question, logLikelihoods, taken }, index): TaskSample => ({
    index,
    prompt: question.prompt,
    expected: question.choices[question.right]!,
    answer: question.choices[taken.acc]!,
    isRight: taken.acc === question.right,
    badness: logLikelihoods[taken.acc]! - logLikelihoods[question.right]!,
  }));
  const areSame = questions.every(({ choices }) => JSON.stringify(choices) === JSON.stringify(questions[0]!.choices));
  return {
    task: task.name, version: task.version, documents: documents.length, fewShot: task.fewShot.count,
    metrics: Object.fromEntries(metrics), samples,
    ...(areSame && { confusion: confusionOf(samples) }),
  };
}

function questionOf(task: MultipleChoiceTask, document: TaskDocument): Question {
  const what = `task ${task.name}`;
  const { choices: described } = task;
  const choices = typeof described === 'string'
    ? fieldTexts(document, described, what)
    : described.map((template) => fillTemplate(template, document, what));
  const empty = choices.length < 2 || choices.includes('');
  if (empty) {
    throw new InvalidInputError(`${what}: at least two choices, none of them empty; got ${showValue(choices)}`);
  }
  const answer = fieldOf(document, task.answer, what);
  // In CSV a number is a text.
  const right = choices.includes(String(answer)) ? choices.indexOf(String(answer)) : Number(answer);
  if (answer === '' || !Number.isSafeInteger(right) || choices[right] === undefined) {
    const rule = `field ${showValue(task.answer)} must be a choice, or its number below ${choices.length}`;
    throw new InvalidInputError(`${what}: ${rule}; got ${showValue(answer)}`);
  }
  return { prompt: fillTemplate(task.prompt, document, what), choices, right };
}

function confusionOf(samples: readonly TaskSample[]) {
  return confusionMatrix.result(confusionMatrix.update(confusionMatrix.initial(), {
    labels: samples.map(({ expected }) => expected), predictions: samples.map(({ answer }) => answer),
  }));
}

function indexOfMost(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
