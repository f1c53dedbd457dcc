/** What an optimizer is: data, the variables it keeps, and one step recorded into the update program. */
import type { Ops, Value, VariableSpec } from '@oneday/ops';
import type { Bound } from './bound.ts';
import type { ParameterSpec } from './parameter.ts';

/** What an optimizer step works on. */
export interface OptimizerStep {
  readonly parameters: readonly ParameterSpec[];
  /** The parameters' variables. */
  readonly values: Bound;
  /** Their summed gradients, under the same names. */
  readonly gradients: Bound;
  /** The variables of {@link Optimizer.stateSpecs}. */
  readonly state: Bound;
  /** `f32` scalar, fed at every step. */
  readonly learningRate: Value;
  /**
   * `f32` scalar that turns the summed gradients into those of the mean loss: division by the count, unscaling,
   * clipping.
   */
  readonly gradientScale: Value;
  /** `bool` scalar: whether the gradients are finite. When false, the step must change nothing. */
  readonly apply: Value;
}

/** An optimizer. `C` is its configuration: plain data. */
export interface Optimizer<C = unknown> {
  readonly name: string;
  readonly config: C;
  /** The variables it keeps, zero at the start: moments, counters. They are what a checkpoint stores of it. */
  stateSpecs(parameters: readonly ParameterSpec[]): readonly VariableSpec[];
  /** Records one step: assigns the parameters and the state. */
  update(o: Ops, step: OptimizerStep): void;
}
