import { InvalidInputError, isJsonObject, parseJson, showValue } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';
import { readTextFile } from '@oneday/data/node';
import { squad, squadV2 } from '@oneday/evaluator';
import type { PossiblyAnsweredQuestion, SquadV2Group } from '@oneday/evaluator';
import type { Score } from './line-metric.ts';

const MAX_CHARACTERS = 2 ** 28;

/** What SQuAD's scores are made of. */
export interface SquadFiles {
  /** SQuAD's JSON: `data`, `paragraphs`, `qas` with `id` and `answers`. */
  readonly references: string;
  /** JSON: an answer for the id of each question. */
  readonly hypotheses: string;
  /** JSON: for the id of each question, how sure the model is that there is no answer. */
  readonly noAnswerProbabilities?: string | undefined;
}

/**
 * Scores answers as SQuAD's own scripts do, from their files.
 *
 * @param threshold of 2.0: questions with a higher probability of no answer count as unanswered
 * @throws InvalidInputError when a file is not of that form, or a question has no answer in `hypotheses`
 */
export async function scoreSquad(files: SquadFiles, version: 1 | 2, threshold = 1): Promise<Score> {
  const questions = await readQuestions(files);
  if (version === 1) {
    const { exactMatch, f1 } = squad.result(questions.reduce(squad.update, squad.initial()));
    const details = { exactMatch, f1, questions: questions.length };
    return { score: f1, details, lines: [`exact match ${exactMatch.toFixed(2)}, F1 ${f1.toFixed(2)}`] };
  }
  const metric = squadV2(threshold);
  // One by one, a state would be copied for each question.
  const states = questions.map((question) => metric.update(metric.initial(), question).questions[0]!);
  const result = metric.result({ questions: states });
  const { bestExactMatch, bestF1, ...groups } = result;
  const hasProbabilities = files.noAnswerProbabilities !== undefined;
  return {
    score: result.f1,
    details: hasProbabilities ? result : groups,
    lines: [
      squadLine('all', result), squadLine('with an answer', result.withAnswer),
      squadLine('without an answer', result.withoutAnswer),
      ...(hasProbabilities ? [
        `best exact match ${bestExactMatch.score.toFixed(2)} at ${bestExactMatch.threshold}`,
        `best F1 ${bestF1.score.toFixed(2)} at ${bestF1.threshold}`,
      ] : []),
    ].filter((line) => line !== ''),
  };
}

function squadLine(name: string, group: SquadV2Group | undefined): string {
  if (group === undefined) return '';
  return `${name}: exact match ${group.exactMatch.toFixed(2)}, F1 ${group.f1.toFixed(2)}, ${group.count} questions`;
}

async function readQuestions(files: SquadFiles): Promise<PossiblyAnsweredQuestion[]> {
  const predictions = await readObject(files.hypotheses);
  const probabilities = files.noAnswerProbabilities === undefined ? {} : await readObject(files.noAnswerProbabilities);
  const { references } = files;
  const questions = listIn(await readObject(references), 'data', references)
    .flatMap((article) => listIn(article, 'paragraphs', references))
    .flatMap((paragraph) => listIn(paragraph, 'qas', references));
  return questions.map((question) => {
    const id = textIn(question, 'id', references);
    const prediction = Object.hasOwn(predictions, id) ? predictions[id] : undefined;
    if (typeof prediction !== 'string') {
      const rule = `an answer for question ${showValue(id)} is expected, empty for none`;
      throw new InvalidInputError(`file ${JSON.stringify(files.hypotheses)}: ${rule}; got ${showValue(prediction)}`);
    }
    const answers = listIn(question, 'answers', references).map((answer) => textIn(answer, 'text', references));
    const probability = Object.hasOwn(probabilities, id) ? probabilities[id] : 0;
    if (typeof probability !== 'number') {
      const what = `file ${JSON.stringify(files.noAnswerProbabilities)}`;
      throw new InvalidInputError(`${what}: a number is expected for ${showValue(id)}; got ${showValue(probability)}`);
    }
    return { prediction, answers, noAnswerProbability: probability };
  });
}

async function readObject(path: string): Promise<JsonObject> {
  const what = `file ${JSON.stringify(path)}`;
  const json = parseJson(await readTextFile(path), what, MAX_CHARACTERS);
  if (!isJsonObject(json)) throw new InvalidInputError(`${what}: a JSON object is expected; got ${showValue(json)}`);
  return json;
}

function listIn(object: Json | undefined, key: string, path: string): readonly Json[] {
  const list = isJsonObject(object) ? object[key] : undefined;
  if (Array.isArray(list)) return list as readonly Json[];
  const rule = `${key} must be a list, as in SQuAD's files`;
  throw new InvalidInputError(`file ${JSON.stringify(path)}: ${rule}; got ${showValue(list)}`);
}

function textIn(object: Json, key: string, path: string): string {
  const text = isJsonObject(object) ? object[key] : undefined;
  if (typeof text === 'string') return text;
  throw new InvalidInputError(`file ${JSON.stringify(path)}: ${key} must be a text; got ${showValue(text)}`);
}
