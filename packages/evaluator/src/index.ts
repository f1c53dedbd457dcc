export { bitsPerByte } from './bits-per-byte.ts';
export type { BitsPerByteInput, BitsPerByteState } from './bits-per-byte.ts';
export { crossEntropy } from './cross-entropy.ts';
export type { CrossEntropyInput, CrossEntropyState } from './cross-entropy.ts';
export { tokenAccuracy } from './token-accuracy.ts';
export type { TokenAccuracyInput, TokenAccuracyState } from './token-accuracy.ts';
export { countBytes, countTokens } from './token-counts.ts';
export { byteUnigramBitsPerByte, unigramCrossEntropy, unigramEntropy } from './unigram.ts';
