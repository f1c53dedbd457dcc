export { adamw } from './adamw.ts';
export type { AdamwConfig } from './adamw.ts';
export { batchFeeds, batchShapes } from './batch.ts';
export type { DeviceBatch, UnlabelledBatch } from './batch.ts';
export { bind, bindZeros, Bound, freeBound } from './bound.ts';
export { Keys, microBatchKey } from './keys.ts';
export { LossScale } from './loss-scale.ts';
export type { LossScaleConfig } from './loss-scale.ts';
export type {
  CacheSizes, CausalDecoder, Encoder, EncoderDecoder, LossSums, MaskedFiller, ModelDefinition, SourceCacheSizes,
} from './model.ts';
export type { Optimizer, OptimizerStep } from './optimizer.ts';
export { initialValues, ones, zeros } from './parameter.ts';
export type { Initializer, ParameterSpec } from './parameter.ts';
export type { StepResults } from './step-results.ts';
export { readBound, writeBound } from './stored-bound.ts';
export { TrainingStep } from './training-step.ts';
export type { TrainingStepOptions } from './training-step.ts';
