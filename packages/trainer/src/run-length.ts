/** How long a run is, and where in it a step begins. */
import { ConfigError, showValue } from '@oneday/core';

/** What ends a run: exactly one of three. */
export type RunLength =
  | {
    /** Optimizer steps to end at. */
    readonly steps: number;
    readonly budgetSeconds?: undefined;
    readonly replay?: undefined;
  }
  | {
    /**
     * Wall-clock time to train for. Compiling, evaluating and saving count; time while the run was stopped does not.
     * The step under way when it is used up is the last; the last checkpoint and evaluation follow it.
     */
    readonly budgetSeconds: number;
    readonly steps?: undefined;
    readonly replay?: undefined;
  }
  | {
    /**
     * The progress of each step of another run, from its journal (`readReplay`): this run takes the same steps with
     * the same learning rates, however fast it is, and ends where that one did.
     */
    readonly replay: readonly number[];
    readonly steps?: undefined;
    readonly budgetSeconds?: undefined;
  };

/**
 * The progress with which the next step begins, in [0, 1), or undefined when the run is over.
 *
 * @param step steps done
 * @param elapsedSeconds time used, that of the runs it continues included
 */
export function progressOf(length: RunLength, step: number, elapsedSeconds: number): number | undefined {
  if (length.replay !== undefined) return length.replay[step];
  const progress = length.steps === undefined ? elapsedSeconds / length.budgetSeconds : step / length.steps;
  return progress < 1 ? progress : undefined;
}

/** The steps that a run is to end at, when they are known before. */
export function stepsOf(length: RunLength): number | undefined {
  return length.replay?.length ?? length.steps;
}

/** @throws ConfigError when there is none or more than one, or a number out of range */
export function checkRunLength({ steps, budgetSeconds, replay }: RunLength): void {
  const given = Object.entries({ steps, budgetSeconds, replay }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const got = given.length === 0 ? 'none' : given.map(([name]) => name).join(' and ');
    throw new ConfigError(`train: one of steps, budgetSeconds and replay must be given; got ${got}`);
  }
  if (steps !== undefined && !(Number.isSafeInteger(steps) && steps >= 1)) {
    throw new ConfigError(`train: steps must be a positive integer; got ${showValue(steps)}`);
  }
  if (budgetSeconds !== undefined && !(budgetSeconds > 0 && Number.isFinite(budgetSeconds))) {
    throw new ConfigError(`train: budgetSeconds must be above 0; got ${showValue(budgetSeconds)}`);
  }
  const wrong = replay?.findIndex((progress) => !(progress >= 0 && progress <= 1));
  if (replay !== undefined && (replay.length === 0 || wrong !== -1)) {
    const got = replay.length === 0 ? 'none' : `${showValue(replay[wrong!])} for step ${wrong! + 1}`;
    throw new ConfigError(`train: replay must give a progress in [0, 1] for each step; got ${got}`);
  }
}
