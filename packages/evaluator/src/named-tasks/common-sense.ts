/** Tasks that ask what happens next or what is meant. */
import { InvalidInputError } from '@oneday/core';
import type { TaskDocument } from '../harness/documents.ts';
import { fieldText, fieldTexts } from '../harness/template.ts';
import { answerNumber, ZERO_SHOT } from './named-task.ts';
import type { NamedTask } from './named-task.ts';

/** Zellers et al. 2019, https://arxiv.org/abs/1905.07830 */
export const hellaswag: NamedTask = {
  about: 'which of four endings goes on with a scene',
  source: 'hellaswag_val.jsonl of https://github.com/rowanz/hellaswag/tree/master/data',
  task: {
    ...ZERO_SHOT, name: 'hellaswag', kind: 'multiple-choice', documents: 'hellaswag_val.jsonl', prompt: '{query}',
    choices: 'endings', answer: 'label',
  },
  documentOf(published) {
    const field = (name: string) => fieldText(published, name, 'task hellaswag');
    const before = `${field('ctx_a')} ${capitalized(field('ctx_b'))}`;
    return {
      ...published,
      query: withoutMarks(`${field('activity_label')}: ${before}`),
      endings: fieldTexts(published, 'endings', 'task hellaswag').map(withoutMarks),
      label: answerNumber(published, 'label', 'hellaswag'),
    };
  },
};

/** Bisk et al. 2020, https://arxiv.org/abs/1911.11641 */
export const piqa: NamedTask = {
  about: 'which of two ways to do something works',
  source: 'valid.jsonl, with valid-labels.lst beside it, of https://yonatanbisk.com/piqa',
  task: {
    ...ZERO_SHOT, name: 'piqa', kind: 'multiple-choice', documents: 'valid.jsonl', prompt: 'Question: {goal}\nAnswer:',
    choices: ['{sol1}', '{sol2}'], answer: 'label',
  },
  documentOf: (published) => ({ ...published, label: answerNumber(published, 'label', 'piqa') }),
  answersBeside: { ending: '-labels.lst', field: 'label' },
};

/** Sakaguchi et al. 2020, https://arxiv.org/abs/1907.10641; scored as Trinh and Le 2018 do. */
export const winogrande: NamedTask = {
  about: 'which of two names fills a gap, by how likely what follows it is',
  source: 'dev.jsonl of winogrande_1.1.zip, https://winogrande.allenai.org',
  task: {
    ...ZERO_SHOT, name: 'winogrande', kind: 'multiple-choice', documents: 'dev.jsonl', prompt: '{before}',
    choices: ['{option1}', '{option2}'], ending: '{after}', answer: 'right',
  },
  documentOf(published): TaskDocument {
    const [before, ...rest] = fieldText(published, 'sentence', 'task winogrande').split('_');
    if (rest.length === 0) throw new InvalidInputError('task winogrande: a sentence must have a gap, written _');
    const right = answerNumber(published, 'answer', 'winogrande') - 1;
    return { ...published, before: before!, after: rest.join('_').trim(), right };
  },
};

/** The first letter in upper case, the others in lower. */
function capitalized(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Without the marks that WikiHow's texts have. */
function withoutMarks(text: string): string {
  return text.trim().replaceAll(' [title]', '. ').replace(/\[.*?\]/g, '').replaceAll('  ', ' ');
}
