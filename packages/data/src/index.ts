export { causalBatches } from './causal-batches.ts';
export type { CausalBatchOptions } from './causal-batches.ts';
export type {
  Causal,
  Chunk,
  FromObservable,
  FromObservableOptions,
  Jsonl,
  OperatorStage,
  Pack,
  Pipeline,
  Rx,
  RxEach,
  TextDocument,
  ToObservable,
  ToObservableOptions,
  Tokenize,
} from './contracts.ts';
export { decodeUtf8 } from './decode-utf8.ts';
export { fromArray } from './from-array.ts';
export { indexShuffle } from './index-shuffle.ts';
export { sequentialBatches } from './sequential-batches.ts';
export type { SequentialBatchOptions } from './sequential-batches.ts';
export { splitTokens } from './split-tokens.ts';
export type { TokenSplit } from './split-tokens.ts';
export type { TokenArray } from './token-array.ts';
