/** Tasks of questions and answers. */
import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';
import type { TaskDocument } from '../harness/documents.ts';
import { fieldOf, fieldText, fieldTexts } from '../harness/template.ts';
import { answerNumber, ZERO_SHOT } from './named-task.ts';
import type { NamedTask } from './named-task.ts';

const ARC_SOURCE = 'ARC-V1-Feb2018.zip, https://allenai.org/data/arc';

/** Clark et al. 2018, https://arxiv.org/abs/1803.05457 */
export const arcEasy: NamedTask = arc('arc-easy', 'ARC-Easy', 'that search and word statistics answer');

/** Clark et al. 2018, https://arxiv.org/abs/1803.05457 */
export const arcChallenge: NamedTask = arc('arc-challenge', 'ARC-Challenge', 'that search does not answer');

function arc(name: string, set: string, which: string): NamedTask {
  return {
    about: `school questions of science ${which}`,
    source: `${set}/${set}-Test.jsonl of ${ARC_SOURCE}`,
    task: {
      ...ZERO_SHOT, name, kind: 'multiple-choice', documents: `${set}-Test.jsonl`,
      prompt: 'Question: {question}\nAnswer:', choices: 'choices', answer: 'right',
    },
    documentOf: (published) => lettered(published, 'question', `task ${name}`),
  };
}

/** Mihaylov et al. 2018, https://arxiv.org/abs/1809.02789 */
export const openBookQa: NamedTask = {
  about: 'questions of science that take a fact and common sense',
  source: 'Data/Main/test.jsonl of OpenBookQA-V1-Sep2018.zip, https://allenai.org/data/open-book-qa',
  task: {
    ...ZERO_SHOT, name: 'openbookqa', kind: 'multiple-choice', documents: 'test.jsonl', prompt: '{question_stem}',
    choices: 'choices', answer: 'right',
  },
  documentOf: (published) => lettered(published, 'question_stem', 'task openbookqa'),
};

/** Welbl et al. 2017, https://arxiv.org/abs/1707.06209 */
export const sciq: NamedTask = {
  about: 'questions of science with the text that answers them',
  source: 'test.json of SciQ.zip, https://allenai.org/data/sciq',
  task: {
    ...ZERO_SHOT, name: 'sciq', kind: 'multiple-choice', documents: 'test.json',
    prompt: '{support}\nQuestion: {question}\nAnswer:',
    choices: ['{distractor1}', '{distractor2}', '{distractor3}', '{correct_answer}'], answer: 3,
  },
  documentOf: (published) => ({ ...published, support: fieldText(published, 'support', 'task sciq').trimStart() }),
};

/** Clark et al. 2019, https://arxiv.org/abs/1905.10044 */
export const boolq: NamedTask = {
  about: 'questions of yes or no with the text that answers them',
  source: 'dev.jsonl of https://github.com/google-research-datasets/boolean-questions',
  task: {
    ...ZERO_SHOT, name: 'boolq', kind: 'multiple-choice', documents: 'dev.jsonl',
    prompt: '{passage}\nQuestion: {question}?\nAnswer:', choices: ['no', 'yes'], answer: 'label',
  },
  documentOf(published) {
    const { answer } = published;
    // SuperGLUE's copy has 0 and 1 in a field of another name.
    const label = typeof answer === 'boolean' ? Number(answer) : answerNumber(published, 'label', 'boolq');
    return { ...published, label };
  },
};

/**
 * A question whose answers have letters, as the Allen Institute publishes it, `{question: {stem, choices: [{text,
 * label}]}}`, or in the columns that most copies have, `{choices: {text: […], label: […]}}`.
 */
function lettered(published: TaskDocument, name: string, what: string): TaskDocument {
  const nested = published['question'];
  const { stem, choices } = isJsonObject(nested) && Array.isArray(nested['choices'])
    ? { stem: fieldText(nested, 'stem', what), choices: columnsOf(nested['choices'], what) }
    : { stem: fieldText(published, name, what), choices: objectOf(fieldOf(published, 'choices', what), what) };
  const right = fieldTexts(choices, 'label', what).indexOf(fieldText(published, 'answerKey', what).trim());
  return { ...published, [name]: stem, choices: fieldTexts(choices, 'text', what), right };
}

function columnsOf(choices: readonly Json[], what: string): JsonObject {
  const column = (name: string) => choices.map((choice) => fieldText(objectOf(choice, what), name, what));
  return { text: column('text'), label: column('label') };
}

function objectOf(value: Json, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new InvalidInputError(`${what}: choices must be texts and labels; got ${showValue(value)}`);
}
