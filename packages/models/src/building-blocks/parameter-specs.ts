/** The parameters of layers. Matrices decay, gains and biases do not; linear weights are [out, in]. */
import { ones, zeros } from '@oneday/nn';
import type { Initializer, ParameterSpec } from '@oneday/nn';
import type { Shape } from '@oneday/ops';

/** N(0, 0.02): how the weights of GPT-2 and BERT start. */
export const normal002: Initializer = { kind: 'normal', std: 0.02 };

/** A table or the weight of a linear layer, `name`.weight. */
export function matrix(name: string, shape: Shape, initial: Initializer = normal002): ParameterSpec {
  return { name: `${name}.weight`, shape, initial, decay: true };
}

/** A bias of zeros, `name`.bias. */
export function biasSpec(name: string, size: number): ParameterSpec {
  return { name: `${name}.bias`, shape: [size], initial: zeros, decay: false };
}

/** A norm's gain of ones and, with `bias`, its bias. */
export function normSpecs(name: string, width: number, bias: boolean): readonly ParameterSpec[] {
  const gain: ParameterSpec = { name: `${name}.weight`, shape: [width], initial: ones, decay: false };
  return bias ? [gain, biasSpec(name, width)] : [gain];
}

/** Sizes of a linear layer and how it starts. */
export interface LinearSpec {
  readonly outputs: number;
  readonly inputs: number;
  readonly bias: boolean;
  readonly initial?: Initializer;
}

/** A linear layer's weight and, with `bias`, its bias. */
export function linearSpecs(name: string, { outputs, inputs, bias, initial }: LinearSpec): readonly ParameterSpec[] {
  const weight = matrix(name, [outputs, inputs], initial);
  return bias ? [weight, biasSpec(name, outputs)] : [weight];
}
