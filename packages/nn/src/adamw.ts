/** AdamW over all parameters of a model. */
import { ConfigError } from '@oneday/core';
import { adamw as adamwOp, add, divide, multiply } from '@oneday/ops';
import type { Ops, Value, VariableSpec } from '@oneday/ops';
import type { Optimizer, OptimizerStep } from './optimizer.ts';

/** Configuration of {@link adamw}. */
export interface AdamwConfig {
  /** Decay of the first moment, in [0, 1). Default 0.9. */
  readonly beta1: number;
  /** Decay of the second moment, in [0, 1). Default 0.95. */
  readonly beta2: number;
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon: number;
  /** λ: parameters that decay shrink by learningRate · λ a step. Default 0.1. */
  readonly weightDecay: number;
}

/** Counts the steps that were applied: skipped ones change neither the moments nor their corrections. */
const APPLIED_STEPS: VariableSpec = { name: 'appliedSteps', shape: [], dtype: 'i32' };

/**
 * AdamW (Loshchilov & Hutter 2019), one fused step a parameter. Defaults are those of GPT training (Brown et al. 2020).
 * @throws ConfigError for numbers out of range
 */
export function adamw(options: Partial<AdamwConfig> = {}): Optimizer<AdamwConfig> {
  const config: AdamwConfig = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, ...options };
  checkConfig(config);
  return {
    name: 'adamw',
    config,
    stateSpecs: (parameters) => [
      APPLIED_STEPS,
      ...parameters.flatMap(({ name, shape }): VariableSpec[] => [
        { name: `firstMoment.${name}`, shape, dtype: 'f32' },
        { name: `secondMoment.${name}`, shape, dtype: 'f32' },
      ]),
    ],
    update: (o, step) => update(o, step, config),
  };
}

function update(o: Ops, step: OptimizerStep, { beta1, beta2, epsilon, weightDecay }: AdamwConfig): void {
  const { values, gradients, state, learningRate, gradientScale, apply } = step;
  const stepsBefore = state.get(APPLIED_STEPS.name);
  const number = add(o, o.cast(o.read(stepsBefore), 'f32'), 1);
  const [firstCorrection, secondCorrection] = [biasCorrection(o, beta1, number), biasCorrection(o, beta2, number)];
  for (const { name, decay } of step.parameters) {
    const parameter = values.get(name);
    const [first, second] = [state.get(`firstMoment.${name}`), state.get(`secondMoment.${name}`)];
    const next = adamwOp(o, {
      parameter: o.read(parameter),
      gradient: o.read(gradients.get(name)),
      firstMoment: o.read(first),
      secondMoment: o.read(second),
      learningRate, gradientScale, firstCorrection, secondCorrection, apply,
    }, { beta1, beta2, epsilon, weightDecay: decay ? weightDecay : 0 });
    o.assign(parameter, next.nextParameter);
    o.assign(first, next.nextFirstMoment);
    o.assign(second, next.nextSecondMoment);
  }
  o.assign(stepsBefore, add(o, o.read(stepsBefore), o.cast(apply, 'i32')));
}

/**
 * 1 − βᵗ without the cancellation that `f32` would suffer for β near 1: with y = −t·ln(β)/2 it is 2·tanh(y) / (1 +
 * tanh(y)).
 */
function biasCorrection(o: Ops, beta: number, step: Value): Value {
  const half = o.unary('tanh', multiply(o, step, -Math.log(beta) / 2));
  return divide(o, multiply(o, half, 2), add(o, half, 1));
}

function checkConfig(config: AdamwConfig): void {
  const { beta1, beta2, epsilon, weightDecay } = config;
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) throw new ConfigError(`adamw: ${name} must be in [0, 1); got ${beta}`);
  }
  if (!(epsilon > 0)) throw new ConfigError(`adamw: epsilon must be above 0; got ${epsilon}`);
  if (!(weightDecay >= 0)) throw new ConfigError(`adamw: weightDecay must be at least 0; got ${weightDecay}`);
}
