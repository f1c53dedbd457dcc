export { trainByteLevelBpeInThreads } from './node/train-byte-level-bpe-in-threads.ts';
export type { ThreadedByteLevelBpeTraining } from './node/train-byte-level-bpe-in-threads.ts';
