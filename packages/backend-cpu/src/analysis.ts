/** What can be left out of a graph, or done in place, before any memory is planned. */
import type { Graph, Node, Value, Variable } from '@oneday/ops';
import type { AnyCpuKernel } from './cpu-kernel.ts';
import { findDestinations } from './destinations.ts';
import { ValueFlow } from './value-flow.ts';
import type { Repeated } from './value-flow.ts';

/** The findings about a graph. Indices are positions in `graph.nodes`. */
export interface Analysis {
  /** Broadcasts that their consumers do by themselves. */
  readonly repeated: ReadonlyMap<Value, Repeated>;
  /** For a value that shares another one's memory, that other one; through chains. */
  root(value: Value): Value;
  /** Index of the last node that reads the memory of this root; the number of nodes if it is an output. */
  lastUse(root: Value): number;
  /** Nodes that need no steps. */
  readonly skipped: ReadonlySet<Node>;
  /** Values that are written straight into a variable. */
  readonly destinations: ReadonlyMap<Value, Variable>;
  /** Those of them that are added to what is there. */
  readonly accumulated: ReadonlySet<Value>;
}

/** Analyses `graph`; `kernelOf` gives the kernel of a fused op. */
export function analyse(graph: Graph, kernelOf: (op: object) => AnyCpuKernel): Analysis {
  const flow = new ValueFlow(graph);
  const { variables, accumulated, done } = findDestinations(flow, kernelOf);
  const skipped = new Set<Node>([...graph.nodes.filter((node) => flow.isFolded(node)), ...done]);
  const last = new Map<Value, number>();
  graph.nodes.forEach((node, index) => {
    if (!skipped.has(node)) flow.inputsOf(node).forEach((value) => last.set(flow.root(value), index));
  });
  graph.outputs.forEach((value) => last.set(flow.root(value), graph.nodes.length));
  return {
    repeated: flow.repeated,
    root: (value) => flow.root(value),
    lastUse: (root) => last.get(root) ?? -1,
    skipped,
    destinations: variables,
    accumulated,
  };
}
