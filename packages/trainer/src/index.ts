export type { AccumulationRamp } from './accumulation.ts';
export type { EarlyStop } from './early-stop.ts';
export type {
  EvaluatedEvent, Evaluation, FailedEvent, FinishedEvent, SavedEvent, SpikedEvent, StartedEvent, StepEvent, TrainEvent,
} from './events.ts';
export { journalLine, readReplay } from './journal.ts';
export { evaluateLoss, lossEvaluator } from './loss-evaluator.ts';
export type { LossEvaluatorOptions, LossTotals } from './loss-evaluator.ts';
export type { TrainOptions, TrainParts } from './options.ts';
export type { RunLength } from './run-length.ts';
export type { Run, RunResult } from './run.ts';
export { crammedTriangle, learningRateAt } from './schedule.ts';
export type {
  ConstantSchedule, DecayShape, RunPosition, Schedule, TriangleSchedule, Warmup, WarmupCosineSchedule,
  WarmupStableDecaySchedule,
} from './schedule.ts';
export { defaultSpikeRule } from './spikes.ts';
export type { SpikeRule } from './spikes.ts';
export { train } from './train.ts';
