import type { Surroundings } from './trained-tokenizer.ts';

const METASPACE = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };

/**
 * The parts around a model as SentencePiece has them: Unicode form NFKC, any white space a single space, and pieces
 * that are words with a mark before them in place of the space.
 */
export const SENTENCE_PIECE_PARTS: Surroundings = {
  normalizer: {
    type: 'Sequence',
    normalizers: [{ type: 'Nmt' }, { type: 'NFKC' }, { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }],
  },
  preTokenizer: METASPACE,
  postProcessor: null,
  decoder: METASPACE,
};
