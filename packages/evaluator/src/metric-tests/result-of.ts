import type { Json, Metric } from '@oneday/core';

/** The result of a metric that has seen some inputs, in order. */
export function resultOf<In, State extends Json, Out>(metric: Metric<In, State, Out>, inputs: readonly In[]): Out {
  return metric.result(inputs.reduce((state, input) => metric.update(state, input), metric.initial()));
}
