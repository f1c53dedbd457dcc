export type { Checkpoint, CheckpointStore } from './checkpoint-store.ts';
export { parseWith } from './config.ts';
export type { ConfigIssue, ConfigSchema } from './config.ts';
export {
  BackendBusyError,
  BackendClosedError,
  ConfigError,
  DeviceLostError,
  DiskFullError,
  FolderBusyError,
  DivergedError,
  ForeignValueError,
  ImpureProgramError,
  InvalidInputError,
  MissingKernelError,
  NonFiniteError,
  OnedayError,
  ProgramError,
  ShapeError,
  StaleReadError,
  UnpreparedShapeError,
} from './errors.ts';
export type { ProgramLocation } from './errors.ts';
export { isJsonObject, parseJson, showValue } from './json.ts';
export type { Json, JsonObject } from './json.ts';
export type { Metric } from './metric.ts';
export { nearestName, suggestName } from './nearest-name.ts';
export { foldIn, randomBits, randomNormal, randomUniform, seedKey, siteWords, threefry2x32 } from './random.ts';
export type { Key } from './random.ts';
export type { ContinuationRequest, ContinuationScore, GenerationRequest, Scorer, TextScore } from './scorer.ts';
export type { NamedTensors, StoredArrays, StoredDType, StoredTensor } from './stored-tensor.ts';
export type { Stage, Stream } from './stream.ts';
export { NOT_SCORED, PADDING_SEGMENT, UNUSED_POSITION } from './token-batch.ts';
export type { TokenBatch } from './token-batch.ts';
export type {
  DecodeOptions,
  EncodeBatchOptions,
  EncodeOptions,
  Encoding,
  Padding,
  Tokenizer,
  TokenizerComponentJson,
  TokenizerJson,
  Truncation,
} from './tokenizer.ts';
export type { TypedArray } from './typed-array.ts';
export { utf8ByteLength } from './utf8.ts';
