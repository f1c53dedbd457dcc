export type { AddedToken } from './added-token.ts';
export { characterTokenizer } from './character-tokenizer.ts';
export {
  collapseWhiteSpace,
  removeControlCharacters,
  removeSpecialCharacters,
  removeZeroWidthCharacters,
} from './cleaning/characters.ts';
export type { SpecialCharacterOptions, WhiteSpaceOptions } from './cleaning/characters.ts';
export { chineseWords } from './cleaning/chinese-words.ts';
export type { ChineseWordOptions, ChineseWords } from './cleaning/chinese-words.ts';
export { cleanInOrder, cleaner } from './cleaning/cleaner.ts';
export type { Cleaner } from './cleaning/cleaner.ts';
export { decodeEntities } from './cleaning/entities.ts';
export { htmlToText } from './cleaning/html-to-text.ts';
export { scrubPersonalData } from './cleaning/personal-data.ts';
export { removeStopWords, stopWords } from './cleaning/stop-words.ts';
export type { StopWordLanguage } from './cleaning/stop-words.ts';
export { removeEmails, removeUrls } from './cleaning/web-addresses.ts';
export type { ReplacementOptions } from './cleaning/web-addresses.ts';
export { decodeStream } from './decode-stream.ts';
export type { DecodeStream } from './decode-stream.ts';
export { parseDecoder } from './decoders/parse-decoder.ts';
export { parseModel } from './models/parse-model.ts';
export { parseNormalizer } from './normalizers/parse-normalizer.ts';
export { AlignedText } from './pipeline/aligned-text.ts';
export type {
  Decoder,
  EncodedTexts,
  FusedEncoder,
  Model,
  Normalizer,
  PostProcessor,
  PreTokenizer,
} from './pipeline/contracts.ts';
export { createTokenizer } from './pipeline/create-tokenizer.ts';
export type { TokenizerParts } from './pipeline/create-tokenizer.ts';
export { TokenList } from './pipeline/token-list.ts';
export { parsePostProcessor } from './post-processors/parse-post-processor.ts';
export { parsePreTokenizer } from './pre-tokenizers/parse-pre-tokenizer.ts';
export { tokenizerFromJson } from './tokenizer-from-json.ts';
export { trainByteLevelBpe } from './train-byte-level-bpe.ts';
export type { ByteLevelBpeTraining } from './train-byte-level-bpe.ts';
export { PATTERNS } from './known-patterns.ts';
export type { PatternName } from './known-patterns.ts';
export { trainBpe } from './training/train-bpe.ts';
export type { BpeTraining } from './training/train-bpe.ts';
export { trainUnigram } from './training/train-unigram.ts';
export type { UnigramTraining } from './training/train-unigram.ts';
export { trainWordLevel } from './training/train-word-level.ts';
export type { WordLevelTraining } from './training/train-word-level.ts';
export { trainWordPiece } from './training/train-word-piece.ts';
export type { WordPieceTraining } from './training/train-word-piece.ts';
export type { TrainingControl, TrainingOptions, TrainingProgress, TrainingTexts } from './training/training-options.ts';
