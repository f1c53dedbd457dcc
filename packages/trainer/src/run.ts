/** A run, as the one who started it sees it. */
import type { Bound } from '@oneday/nn';
import type { Observable } from 'rxjs';
import type { Evaluation, TrainEvent } from './events.ts';

/** What a run ends with. */
export interface RunResult {
  /** Steps done, those of the run that it continued included. */
  readonly steps: number;
  /** Whether `stop` ended it before its last step. */
  readonly stopped: boolean;
  /** Whether `earlyStop` ended it before its last step. */
  readonly earlyStopped: boolean;
  /** Mean loss of the last step, in nats; NaN when there was none. */
  readonly loss: number;
  /** Steps whose gradients were not finite and that changed nothing; only under `f16`. */
  readonly skippedSteps: number;
  /** Steps that were reported as spikes; a run with many has not learned well. */
  readonly spikes: number;
  /** Scored positions trained on. */
  readonly tokens: number;
  /** The last evaluation, where there is one. */
  readonly evaluation?: Evaluation;
  /** The trained parameters, on the run's backend; now the caller's to free. */
  readonly parameters: Bound;
  /** Wall-clock time, compilation and evaluation and the runs that it continued included. */
  readonly seconds: number;
}

/** A run that has been started. */
export interface Run {
  /**
   * Hot. Whoever subscribes in the turn in which the run was started gets every event; a late subscriber gets the
   * latest one and what follows. Completes after `finished` or `failed`, and never errors.
   */
  readonly events$: Observable<TrainEvent>;
  /** Rejects with the error that ended the run. It may be awaited at any time, or not at all. */
  readonly done: Promise<RunResult>;
  /** Ends the run after the step that is under way, as if it were the last: it is saved and evaluated. */
  stop(): void;
}
