import type { Json } from './json.ts';

/**
 * A streaming metric as pure functions over plain data, so that workers can each hold a state and merge them.
 *
 * Merging is associative and commutative with `initial()` as its neutral element: updating one state with all inputs
 * gives the same result as merging the states of any split of them, up to the rounding of float64 sums.
 */
export interface Metric<In, State extends Json, Out> {
  /** The name in reports and JSON, with its unit where it has one: `bitsPerByte`. */
  readonly name: string;
  initial(): State;
  /** A new state; the given one is left as it is. */
  update(state: State, input: In): State;
  merge(a: State, b: State): State;
  /** @throws InvalidInputError when the state has seen nothing that the metric could be a mean of */
  result(state: State): Out;
}
