import type { ModelDefinition } from '@oneday/nn';
import type { RunLength, TrainOptions } from '@oneday/trainer';

/** The live parts that follow from a recipe and the size of its vocabulary alone: what `train` takes besides data. */
export type TrainingParts =
  & Required<Pick<TrainOptions, 'optimizer' | 'schedule' | 'clipNorm' | 'accumulation' | 'precision'>>
  & Pick<
    TrainOptions,
    'accumulationRamp' | 'evaluateEverySteps' | 'evaluateEveryFraction' | 'saveEverySteps' | 'saveEveryFraction'
  >
  & Exclude<RunLength, { readonly replay: readonly number[] }>
  & { readonly model: ModelDefinition };
