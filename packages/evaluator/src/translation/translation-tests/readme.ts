import type { TranslatedSegment } from '../translated-segment.ts';

/** The example of sacrebleu's README, whose scores are published. */
export const readme: readonly TranslatedSegment[] = [
  { hypothesis: 'The dog bit the man.', references: ['The dog bit the man.', 'The dog had bit the man.'] },
  { hypothesis: 'It wasn\'t surprising.', references: ['It was not unexpected.', 'No one was surprised.'] },
  { hypothesis: 'The man had just bitten him.', references: ['The man bit him first.', 'The man had bitten the dog.'] },
];
