export type {
  EvaluatedEvent, Evaluation, FailedEvent, FinishedEvent, SavedEvent, StartedEvent, StepEvent, TrainEvent,
} from './events.ts';
export { evaluateLoss, lossEvaluator } from './loss-evaluator.ts';
export type { LossEvaluatorOptions, LossTotals } from './loss-evaluator.ts';
export type { TrainOptions } from './options.ts';
export type { Run, RunResult } from './run.ts';
export { learningRateAt } from './schedule.ts';
export type { Schedule } from './schedule.ts';
export { train } from './train.ts';
