export { openTokenizerPool } from './node/tokenizer-pool.ts';
export type { TokenizerPool, TokenizerPoolOptions } from './node/tokenizer-pool.ts';
export { trainByteLevelBpeInThreads } from './node/train-byte-level-bpe-in-threads.ts';
export type { ThreadedByteLevelBpeTraining } from './node/train-byte-level-bpe-in-threads.ts';
