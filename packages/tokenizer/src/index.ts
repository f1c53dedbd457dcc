export { characterTokenizer } from './character-tokenizer.ts';
export { decodeStream } from './decode-stream.ts';
export type { DecodeStream } from './decode-stream.ts';
export { tokenizerFromJson } from './tokenizer-from-json.ts';
export { trainByteLevelBpe } from './train-byte-level-bpe.ts';
export type { ByteLevelBpeTraining, TrainingProgress } from './train-byte-level-bpe.ts';
