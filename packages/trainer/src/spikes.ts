/** Loss spikes: a step whose loss or gradient is far above those before it. */
import { ConfigError, showValue } from '@oneday/core';

/** When a step counts as a spike, and what then happens. */
export interface SpikeRule {
  /**
   * `report`: an event, and the run goes on; the result says how many there were. `stop`: the run ends with
   * `DivergedError` and saves nothing more, so the latest checkpoint is from before.
   */
  readonly policy: 'report' | 'stop';
  /** k: a loss above the running mean + k · the running deviation is a spike. */
  readonly deviations: number;
  /** … unless it is less than this above the mean, in nats: a loss that hardly varies has a deviation near 0. */
  readonly leastRise: number;
  /** A gradient norm above this many times its running mean is a spike too; `Infinity` turns that off. */
  readonly gradientNormRatio: number;
  /** Steps over which the means run: each new one has weight 1 / `windowSteps`. As many pass before the first spike. */
  readonly windowSteps: number;
}

/** What is compared with, as plain data: exponential means over the steps so far. */
export interface SpikeStatistics {
  /** Steps taken in. */
  readonly count: number;
  readonly lossMean: number;
  readonly lossVariance: number;
  readonly gradientNormMean: number;
  /** Spikes so far. */
  readonly spikes: number;
}

/** The numbers of a step that are watched. */
export interface WatchedStep {
  /** Mean loss, in nats. */
  readonly loss: number;
  readonly gradientNorm: number;
}

/** Before the first step. */
export const noSpikeStatistics: SpikeStatistics = {
  count: 0, lossMean: 0, lossVariance: 0, gradientNormMean: 0, spikes: 0,
};

/** Six deviations and half a nat, or a gradient ten times as long as usual; reported. */
export const defaultSpikeRule: SpikeRule = {
  policy: 'report', deviations: 6, leastRise: 0.5, gradientNormRatio: 10, windowSteps: 50,
};

/** What a step exceeded, in words, or undefined when it is no spike. */
export function spikeOf(rule: SpikeRule, before: SpikeStatistics, step: WatchedStep): string | undefined {
  if (before.count < rule.windowSteps) return undefined;
  const { lossMean, lossVariance, gradientNormMean } = before;
  const highestLoss = lossMean + Math.max(rule.leastRise, rule.deviations * Math.sqrt(lossVariance));
  if (step.loss > highestLoss) {
    const [loss, highest, mean] = [step.loss, highestLoss, lossMean].map((number) => number.toFixed(4));
    return `loss ${loss} is above ${highest}, for a running mean of ${mean}`;
  }
  const longest = rule.gradientNormRatio * gradientNormMean;
  if (!(step.gradientNorm > longest)) return undefined;
  const [norm, mean] = [step.gradientNorm.toPrecision(4), gradientNormMean.toPrecision(4)];
  return `gradient norm ${norm} is above ${rule.gradientNormRatio} times its running mean of ${mean}`;
}

/**
 * The statistics with one more step. Until `windowSteps` they are plain means, then exponential ones (West 1979). A
 * spike is taken in like any other step, so that a run that stays at a higher loss is reported at first only.
 */
export function withStep(
  { windowSteps }: SpikeRule, before: SpikeStatistics, { loss, gradientNorm }: WatchedStep, isSpike: boolean,
): SpikeStatistics {
  const weight = 1 / Math.min(windowSteps, before.count + 1);
  const rise = loss - before.lossMean;
  return {
    count: before.count + 1,
    lossMean: before.lossMean + weight * rise,
    lossVariance: (1 - weight) * (before.lossVariance + weight * rise * rise),
    gradientNormMean: before.gradientNormMean + weight * (gradientNorm - before.gradientNormMean),
    spikes: before.spikes + (isSpike ? 1 : 0),
  };
}

/** @throws ConfigError for a number out of range */
export function checkSpikeRule(rule: SpikeRule): void {
  const { policy, windowSteps, ...numbers } = rule;
  if (policy !== 'report' && policy !== 'stop') {
    throw new ConfigError(`train: spikes.policy must be "report" or "stop"; got ${showValue(policy)}`);
  }
  if (!Number.isSafeInteger(windowSteps) || windowSteps < 2) {
    throw new ConfigError(`train: spikes.windowSteps must be an integer of at least 2; got ${showValue(windowSteps)}`);
  }
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0)) throw new ConfigError(`train: spikes.${name} must be at least 0; got ${showValue(value)}`);
  }
}
