/** What a run reports. */
import type { PrecisionPolicy } from '@oneday/ops';

/** Named numbers that an evaluation gives, units in their names: `loss`, `bitsPerByte`. */
export type Evaluation = Readonly<Record<string, number>>;

/** The programs are compiled; the first step follows. */
export interface StartedEvent {
  readonly kind: 'started';
  readonly backend: string;
  /** As the driver or the machine names it. */
  readonly device: string;
  readonly precision: PrecisionPolicy;
  readonly seed: number;
  /** Steps that the run is to end at; absent when a budget ends it. */
  readonly steps?: number | undefined;
  /** Wall-clock time that the run is to end after; absent when its steps are counted. */
  readonly budgetSeconds?: number | undefined;
  /** Steps done before, by the run that this one continues. */
  readonly stepsBefore: number;
  /** Numbers in the model's parameters. */
  readonly parameterCount: number;
  /** Spent on recording and compiling. */
  readonly compileSeconds: number;
}

/** A step has run. Reported up to one step late, so that the device need not wait for the host. */
export interface StepEvent {
  readonly kind: 'step';
  /** Steps done, this one included. */
  readonly step: number;
  /** Share of the run that was used when the step began, in [0, 1): what its schedules followed. */
  readonly progress: number;
  /** Mean over the step's scored positions, in nats. */
  readonly loss: number;
  /** Share of scored positions whose label got the largest logit. */
  readonly accuracy: number;
  readonly learningRate: number;
  /** √Σ g² of the mean loss's gradients, before clipping. */
  readonly gradientNorm: number;
  /** Scored positions of the step. */
  readonly tokens: number;
  /** False when a gradient was not finite under `f16`: the step changed nothing and the loss scale was halved. */
  readonly applied: boolean;
  /** Since the step before was reported, or since the start. */
  readonly seconds: number;
}

/** The step just reported is far above those before it. The run goes on, or fails next, as `spikes.policy` says. */
export interface SpikedEvent {
  readonly kind: 'spiked';
  readonly step: number;
  /** Mean loss of the step, in nats. */
  readonly loss: number;
  readonly gradientNorm: number;
  /** What was exceeded, in words. */
  readonly reason: string;
}

/** The parameters were evaluated. */
export interface EvaluatedEvent {
  readonly kind: 'evaluated';
  readonly step: number;
  readonly evaluation: Evaluation;
  readonly seconds: number;
}

/** A checkpoint is in the store. */
export interface SavedEvent {
  readonly kind: 'saved';
  readonly step: number;
  readonly seconds: number;
}

/** The run is over: all steps are done or the budget is used, or it was stopped. */
export interface FinishedEvent {
  readonly kind: 'finished';
  readonly step: number;
  /** Whether `stop` ended it. */
  readonly stopped: boolean;
  /** Whether `earlyStop` ended it. */
  readonly earlyStopped: boolean;
  readonly skippedSteps: number;
  /** Steps that were reported as spikes. */
  readonly spikes: number;
  /** Wall-clock time, that of the runs that it continued included. */
  readonly seconds: number;
}

/** The run is over by an error, the one that its `done` rejects with. */
export interface FailedEvent {
  readonly kind: 'failed';
  readonly step: number;
  readonly error: unknown;
}

/** Everything that a run reports, in order: started, then steps, evaluations and saves, then finished or failed. */
export type TrainEvent =
  | StartedEvent | StepEvent | SpikedEvent | EvaluatedEvent | SavedEvent | FinishedEvent | FailedEvent;
