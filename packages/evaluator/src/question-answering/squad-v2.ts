import { ConfigError, InvalidInputError, showValue } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { requireRoom } from '../held-values.ts';
import { answerWords, exactMatch, wordF1 } from './answer-text.ts';
import type { SquadResult } from './squad.ts';

/** A question that may have no answer, and what was answered. */
export interface PossiblyAnsweredQuestion {
  /** Empty: it has no answer. */
  readonly prediction: string;
  /** None: it has no answer. */
  readonly answers: readonly string[];
  /** How sure the model is that there is no answer; any scale. Default: 0. */
  readonly noAnswerProbability?: number;
}

/** One question's scores: all of them are held, to find the best threshold at the end. */
export type SquadV2Question = {
  readonly exactMatch: number;
  readonly f1: number;
  readonly hasAnswer: boolean;
  readonly isAnswered: boolean;
  readonly noAnswerProbability: number;
};

/** The questions seen, in order. */
export type SquadV2State = { readonly questions: readonly SquadV2Question[] };

/** Scores of a group of questions, 0 to 100, and how many there are. */
export interface SquadV2Group extends SquadResult {
  readonly count: number;
}

/** A score at the threshold of `noAnswerProbability` that is best for it. */
export interface BestThreshold {
  readonly score: number;
  readonly threshold: number;
}

/** Scores of answers, of all questions and by whether they have one. */
export interface SquadV2Result extends SquadV2Group {
  readonly withAnswer?: SquadV2Group;
  readonly withoutAnswer?: SquadV2Group;
  readonly bestExactMatch: BestThreshold;
  readonly bestF1: BestThreshold;
}

/**
 * Exact match and F1 of SQuAD 2.0 (Rajpurkar et al. 2018), as its script computes them: where there is no answer, the
 * right one is the empty text. Questions whose `noAnswerProbability` is above the threshold count as unanswered. Among
 * equal probabilities the best threshold depends on the order of questions, as it does there. Holds a few numbers for
 * each question, at most `HELD_VALUES_MAX`.
 *
 * @param noAnswerThreshold 1 unless given
 */
export function squadV2(noAnswerThreshold = 1): Metric<PossiblyAnsweredQuestion, SquadV2State, SquadV2Result> {
  if (!Number.isFinite(noAnswerThreshold)) {
    throw new ConfigError(`squadV2: noAnswerThreshold must be a finite number; got ${showValue(noAnswerThreshold)}`);
  }
  return {
    name: 'squadV2',
    initial: () => ({ questions: [] }),
    update: (state, question) => merge(state, { questions: [scoredQuestion(question)] }),
    merge,
    result({ questions }) {
      if (questions.length === 0) throw new InvalidInputError('squadV2: no questions were scored, so there is no mean');
      const judged = questions.map((question) => atThreshold(question, noAnswerThreshold));
      const withAnswer = groupOf(judged.filter(({ hasAnswer }) => hasAnswer));
      const withoutAnswer = groupOf(judged.filter(({ hasAnswer }) => !hasAnswer));
      return {
        ...groupOf(judged)!,
        ...(withAnswer !== undefined && { withAnswer }),
        ...(withoutAnswer !== undefined && { withoutAnswer }),
        bestExactMatch: bestThreshold(questions, ({ exactMatch: score }) => score),
        bestF1: bestThreshold(questions, ({ f1 }) => f1),
      };
    },
  };
}

function scoredQuestion({ prediction, answers, noAnswerProbability = 0 }: PossiblyAnsweredQuestion): SquadV2Question {
  if (!Number.isFinite(noAnswerProbability)) {
    throw new InvalidInputError(`squadV2: noAnswerProbability must be finite; got ${showValue(noAnswerProbability)}`);
  }
  const ours = answerWords(prediction);
  // Answers of which nothing is left count for none; without any, the right one has no words.
  const wordy = answers.map(answerWords).filter((words) => words.length > 0);
  const theirs = wordy.length === 0 ? [[]] : wordy;
  return {
    exactMatch: Math.max(...theirs.map((words) => exactMatch(ours, words))),
    f1: Math.max(...theirs.map((words) => wordF1(ours, words, 1))),
    hasAnswer: answers.length > 0,
    isAnswered: prediction !== '',
    noAnswerProbability,
  };
}

function atThreshold(question: SquadV2Question, threshold: number): SquadV2Question {
  if (question.noAnswerProbability <= threshold) return question;
  const score = question.hasAnswer ? 0 : 1;
  return { ...question, exactMatch: score, f1: score };
}

function groupOf(questions: readonly SquadV2Question[]): SquadV2Group | undefined {
  const count = questions.length;
  if (count === 0) return undefined;
  const percentage = (score: (question: SquadV2Question) => number) => (
    (100 * questions.reduce((sum, question) => sum + score(question), 0)) / count
  );
  return { exactMatch: percentage((question) => question.exactMatch), f1: percentage(({ f1 }) => f1), count };
}

/** Begins with no question answered, and answers one after another, the surest first. */
function bestThreshold(
  questions: readonly SquadV2Question[], scoreOf: (question: SquadV2Question) => number,
): BestThreshold {
  let score = questions.filter(({ hasAnswer }) => !hasAnswer).length;
  let best = { score, threshold: 0 };
  for (const question of questions.toSorted((a, b) => a.noAnswerProbability - b.noAnswerProbability)) {
    if (question.hasAnswer) score += scoreOf(question);
    else if (question.isAnswered) score -= 1;
    if (score > best.score) best = { score, threshold: question.noAnswerProbability };
  }
  return { score: (100 * best.score) / questions.length, threshold: best.threshold };
}

function merge(a: SquadV2State, b: SquadV2State): SquadV2State {
  requireRoom('squadV2', 'questions', a.questions.length + b.questions.length);
  return { questions: [...a.questions, ...b.questions] };
}
