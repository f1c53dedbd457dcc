/** What a run carries from step to step on the host: plain data, and part of each checkpoint. */
import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json, JsonObject } from '@oneday/core';
import { noEvaluations } from './early-stop.ts';
import type { EarlyStopState } from './early-stop.ts';
import { noSpikeStatistics } from './spikes.ts';
import type { SpikeStatistics } from './spikes.ts';

/** After a step that was reported, or before the first one. */
export interface RunState {
  /** The run's; another one would go on with other dropout masks and other data. */
  readonly seed: number;
  /** Steps done; the position in the journal and in a `replay`. */
  readonly step: number;
  readonly skippedSteps: number;
  /** Steps skipped since the last one that was not. */
  readonly skippedInARow: number;
  /** Scored positions trained on. */
  readonly tokens: number;
  /** Mean loss of the last step, in nats; null before the first and where it was not finite under `f16`. */
  readonly loss: number | null;
  /** Progress with which the last step began. */
  readonly progress: number;
  /** Wall-clock time used. */
  readonly elapsedSeconds: number;
  readonly spikes: SpikeStatistics;
  readonly earlyStop: EarlyStopState;
}

/** Before the first step. */
export function newRunState(seed: number): RunState {
  return {
    seed, step: 0, skippedSteps: 0, skippedInARow: 0, tokens: 0, loss: null, progress: 0, elapsedSeconds: 0,
    spikes: noSpikeStatistics, earlyStop: noEvaluations,
  };
}

/**
 * Checks the state that a checkpoint holds.
 * @throws InvalidInputError when a number is missing or is none
 */
export function parseRunState(json: Json, step: number): RunState {
  const fields = objectIn(json, 'state');
  const numbers = numbersIn(fields, ['seed', 'skippedSteps', 'skippedInARow', 'tokens', 'progress', 'elapsedSeconds']);
  const spikes = objectIn(fields['spikes'], 'spikes');
  const earlyStop = objectIn(fields['earlyStop'], 'earlyStop');
  return {
    ...numbers,
    step,
    loss: fields['loss'] === null ? null : numbersIn(fields, ['loss']).loss,
    spikes: numbersIn(spikes, ['count', 'lossMean', 'lossVariance', 'gradientNormMean', 'spikes']),
    earlyStop: {
      best: earlyStop['best'] === null ? null : numbersIn(earlyStop, ['best']).best,
      withoutBest: numbersIn(earlyStop, ['withoutBest']).withoutBest,
    },
  };
}

function objectIn(value: Json | undefined, name: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new InvalidInputError(`train: resumeFrom is no checkpoint of a run: its ${name} is ${showValue(value)}`);
}

function numbersIn<Name extends string>(fields: JsonObject, names: readonly Name[]): Record<Name, number> {
  const wrong = names.find((name) => !Number.isFinite(fields[name]));
  if (wrong !== undefined) {
    const rule = `its ${wrong} must be a number; got ${showValue(fields[wrong])}`;
    throw new InvalidInputError(`train: resumeFrom is no checkpoint of a run: ${rule}`);
  }
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as Record<Name, number>;
}
