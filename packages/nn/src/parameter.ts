/** What a model says of its parameters, and their initial values. */
import { foldIn, InvalidInputError, randomNormal, randomUniform, seedKey } from '@oneday/core';
import { sizeOf } from '@oneday/ops';
import type { Shape } from '@oneday/ops';

/** How a parameter's initial values are drawn; plain data. */
export type Initializer =
  /** Every element is `value`. */
  | { readonly kind: 'constant'; readonly value: number }
  /** Normal with mean 0 and standard deviation `std`. */
  | { readonly kind: 'normal'; readonly std: number }
  /** Uniform in [`low`, `high`). */
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number };

/** Every element 0: biases. */
export const zeros: Initializer = { kind: 'constant', value: 0 };

/** Every element 1: the gains of norms. */
export const ones: Initializer = { kind: 'constant', value: 1 };

/** One parameter of a model. Parameters are `f32`: they are the master weights under every precision policy. */
export interface ParameterSpec {
  /**
   * Unique in its model, dotted: `blocks.0.qkv.weight`. The name in checkpoints, and what the initial values follow
   * from.
   */
  readonly name: string;
  readonly shape: Shape;
  readonly initial: Initializer;
  /** Whether weight decay applies: true for matrices, false for gains and biases in most recipes. */
  readonly decay: boolean;
}

/**
 * The initial values of a parameter, row-major, on the host: the same on every machine and backend. Its numbers are
 * drawn with the key foldIn(foldIn(seedKey(seed), 'init'), name), so that they do not depend on which other
 * parameters there are.
 *
 * @param seed the run's seed, an integer in [0, 2^53)
 */
export function initialValues({ name, shape, initial }: ParameterSpec, seed: number): Float32Array {
  const key = foldIn(foldIn(seedKey(seed), 'init'), name);
  const size = sizeOf(shape);
  switch (initial.kind) {
    case 'constant': return new Float32Array(size).fill(initial.value);
    case 'normal': return randomNormal(key, size).map((number) => number * initial.std);
    case 'uniform': {
      const { low, high } = initial;
      return randomUniform(key, size).map((number) => low + number * (high - low));
    }
  }
}

/** Throws `InvalidInputError` when two parameters share a name. */
export function requireDistinctNames(parameters: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of parameters) {
    if (seen.has(name)) throw new InvalidInputError(`bind: parameter names must be unique; "${name}" stands twice`);
    seen.add(name);
  }
}
