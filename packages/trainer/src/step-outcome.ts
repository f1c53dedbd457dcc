/** What a step's results make of a run: its next state, or its end. */
import { InvalidInputError, NonFiniteError } from '@oneday/core';
import type { StepResults } from '@oneday/nn';
import type { PrecisionPolicy } from '@oneday/ops';
import type { RunState } from './run-state.ts';
import { spikeOf, withStep } from './spikes.ts';
import type { SpikeRule } from './spikes.ts';

/**
 * Skipped steps in a row after which `f16` training is given up: the loss scale has halved from its maximum to 1 by
 * then, so it is the gradients themselves that are not finite.
 */
const LONGEST_SKIP = 32;

/** A step that has run. */
export interface StepOutcome {
  /** Steps done, this one included. */
  readonly step: number;
  /** With which it began. */
  readonly progress: number;
  readonly results: StepResults;
}

/**
 * The state with one more step.
 * @throws NonFiniteError when a number is not finite and must be; InvalidInputError when nothing was scored
 */
export function stateAfter(state: RunState, outcome: StepOutcome, precision: PrecisionPolicy): RunState {
  const { step, progress, results: { lossSum, count, gradientNorm, applied } } = outcome;
  if (count === 0) {
    throw new InvalidInputError(`train: step ${step} has no scored position; every label of its batches is −100`);
  }
  const loss = lossSum / count;
  const isFinite = applied && Number.isFinite(loss);
  const skippedInARow = applied ? 0 : state.skippedInARow + 1;
  if (precision === 'f16' ? skippedInARow >= LONGEST_SKIP : !isFinite) {
    throw new NonFiniteError(
      `step ${step}: the loss is ${loss} and the gradient's norm ${gradientNorm}; ` +
      'lower the learning rate, or look at the data of that step',
      { program: 'train' },
    );
  }
  return {
    ...state, step, progress, skippedInARow,
    skippedSteps: state.skippedSteps + (applied ? 0 : 1),
    tokens: state.tokens + count,
    loss: Number.isFinite(loss) ? loss : null,
  };
}

/** The state that has watched the step for a spike, and what the spike exceeded. A skipped step is not watched. */
export function watchForSpike(
  state: RunState, { results }: StepOutcome, rule: SpikeRule,
): { readonly state: RunState; readonly reason: string | undefined } {
  const { lossSum, count, gradientNorm, applied } = results;
  const loss = lossSum / count;
  if (!applied || !Number.isFinite(loss)) return { state, reason: undefined };
  const reason = spikeOf(rule, state.spikes, { loss, gradientNorm });
  const spikes = withStep(rule, state.spikes, { loss, gradientNorm }, reason !== undefined);
  return { state: { ...state, spikes }, reason };
}
