/** Tasks that ask for words and forms. */
import { fieldText } from '../harness/template.ts';
import { ZERO_SHOT } from './named-task.ts';
import type { NamedTask } from './named-task.ts';

/** Paperno et al. 2016, https://arxiv.org/abs/1606.06031, in the form that GPT-2 was scored on. */
export const lambada: NamedTask = {
  about: 'the last word of a passage, which takes the whole passage to guess',
  source: 'https://openaipublic.blob.core.windows.net/gpt-2/data/lambada_test.jsonl',
  task: {
    ...ZERO_SHOT, name: 'lambada', kind: 'cloze', documents: 'lambada_test.jsonl', prompt: '{before}',
    target: '{lastWord}',
  },
  documentOf(published) {
    const text = fieldText(published, 'text', 'task lambada');
    const at = text.lastIndexOf(' ');
    return { ...published, before: text.slice(0, Math.max(0, at)), lastWord: text.slice(at + 1) };
  },
};

/** Warstadt et al. 2020, https://arxiv.org/abs/1912.00582 */
export const blimp: NamedTask = {
  about: 'which of two sentences is grammatical',
  source: 'data/*.jsonl of https://github.com/alexwarstadt/blimp',
  task: {
    ...ZERO_SHOT, name: 'blimp', kind: 'multiple-choice', documents: 'data/*.jsonl', prompt: '',
    choices: ['{sentence_good}', '{sentence_bad}'], answer: 0,
  },
};
