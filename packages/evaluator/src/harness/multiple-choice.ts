import { InvalidInputError, showValue, utf8ByteLength } from '@oneday/core';
import type { ContinuationRequest, Json, Scorer } from '@oneday/core';
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
  /** What is scored after each choice, instead of the choice. */
  readonly ending: string | undefined;
}

/**
 * Scores multiple choice as lm-evaluation-harness does: `acc` takes the choice with the highest log-likelihood,
 * `acc_norm` that with the highest per character (code point) of the choice, `acc_bytes` per byte of UTF-8. Of equal
 * ones the first. Where an ending is scored, it is the same for all choices, so that there is `acc` alone.
 */
export async function runMultipleChoice(
  task: MultipleChoiceTask, documents: readonly TaskDocument[], scorer: Scorer,
): Promise<TaskResult> {
  const questions = documents.map((document) => questionOf(task, document));
  const examples = questions.map((question) => {
    const { context, continuation } = requestOf(task, question, question.choices[question.right]!);
    return context + continuation;
  });
  const answers = await scorer.logLikelihood(questions.flatMap((question, i) => {
    const shots = fewShotContext(examples, i, task.fewShot);
    return question.choices.map((choice) => {
      const { context, continuation } = requestOf(task, question, choice);
      return { context: shots + context, continuation };
    });
  }));
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
  const names = task.ending === undefined ? ['acc', 'acc_norm', 'acc_bytes'] as const : ['acc'] as const;
  const metrics = names.map((name) => [
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
  const answer = typeof task.answer === 'number' ? task.answer : fieldOf(document, task.answer, what);
  const right = numberOf(answer, choices);
  if (choices[right] === undefined) {
    const name = typeof task.answer === 'number' ? 'answer' : `field ${showValue(task.answer)}`;
    const rule = `${name} must be a choice, or its number below ${choices.length}`;
    throw new InvalidInputError(`${what}: ${rule}; got ${showValue(answer)}`);
  }
  const ending = task.ending === undefined ? undefined : fillTemplate(task.ending, document, what);
  if (ending === '') throw new InvalidInputError(`${what}: an ending must not be empty`);
  return { prompt: fillTemplate(task.prompt, document, what), choices, right, ending };
}

/** Which choice an answer means: a number its place; a text the choice itself, else, as CSV has numbers, its place. */
function numberOf(answer: Json, choices: readonly string[]): number {
  if (typeof answer === 'number') return answer;
  const at = choices.indexOf(String(answer));
  return at >= 0 || typeof answer !== 'string' || answer === '' ? at : Number(answer);
}

function requestOf(
  { separator }: MultipleChoiceTask, { prompt, ending }: Question, choice: string,
): ContinuationRequest {
  return ending === undefined
    ? { context: prompt, continuation: separator + choice }
    : { context: prompt + choice, continuation: separator + ending };
}

function confusionOf(samples: readonly TaskSample[]) {
  return confusionMatrix.result(confusionMatrix.update(confusionMatrix.initial(), {
    labels: samples.map(({ expected }) => expected), predictions: samples.map(({ answer }) => answer),
  }));
}

function indexOfMost(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
