/** Who makes, shares and reads the values of a graph. */
import type { Graph, Node, Value, Variable } from '@oneday/ops';
import { sameShape, sizeOf } from '@oneday/ops';

/** An operand that kernels repeat by themselves: element i is element i mod `period` of `source`. */
export interface Repeated {
  readonly source: Value;
  readonly period: number;
}

/** What a graph tells before any node is left out. Indices are positions in `graph.nodes`. */
export class ValueFlow {
  readonly graph: Graph;
  /** Broadcasts that their consumers do by themselves. */
  readonly repeated: ReadonlyMap<Value, Repeated>;
  private readonly makers = new Map<Value, number>();
  private readonly roots = new Map<Value, Value>();
  private readonly useCounts = new Map<Value, number>();
  private readonly touches = new Map<Variable, number[]>();

  constructor(graph: Graph) {
    this.graph = graph;
    this.repeated = repeatedBroadcasts(graph);
    graph.nodes.forEach((node, index) => node.outputs.forEach((value) => this.makers.set(value, index)));
    for (const node of graph.nodes) {
      const [value] = node.inputs;
      if (value !== undefined && this.sharesMemory(node, value)) this.roots.set(node.outputs[0]!, this.root(value));
    }
    graph.nodes.forEach((node, index) => this.noteNode(node, index));
    graph.outputs.forEach((value) => this.noteUse(value));
  }

  /** The inputs of a node, with the sources of broadcasts that it does by itself. */
  inputsOf(node: Node): readonly Value[] {
    return node.inputs.map((value) => this.repeated.get(value)?.source ?? value);
  }

  /** Whether a node is a broadcast that its consumers do by themselves. */
  isFolded(node: Node): boolean {
    return node.kind === 'broadcast' && this.repeated.has(node.outputs[0]!);
  }

  /** Index of the node that makes a value. */
  madeAt(value: Value): number {
    return this.makers.get(value)!;
  }

  /** For a value that shares another one's memory, that other one; through chains. */
  root(value: Value): Value {
    return this.roots.get(value) ?? value;
  }

  /** The variable that a value was read from, where it lies in the variable's own memory. */
  variableOf(value: Value): Variable | undefined {
    const maker = this.graph.nodes[this.madeAt(this.root(value))]!;
    return maker.kind === 'read' ? maker.attributes.variable : undefined;
  }

  /** Whether a value has one reader, and memory of its own. */
  isUsedOnce(value: Value): boolean {
    return this.useCounts.get(value) === 1 && this.root(value) === value && !this.repeated.has(value);
  }

  /** Indices of the nodes that read a variable's memory or assign it. */
  touchesOf(variable: Variable): readonly number[] {
    return this.touches.get(variable) ?? [];
  }

  private noteNode(node: Node, index: number): void {
    if (this.isFolded(node)) return;
    for (const value of this.inputsOf(node)) {
      this.noteUse(value);
      const variable = this.variableOf(value);
      if (variable !== undefined) this.noteTouch(variable, index);
    }
    if (node.kind === 'assign') this.noteTouch(node.attributes.variable, index);
  }

  private noteUse(value: Value): void {
    this.useCounts.set(value, (this.useCounts.get(value) ?? 0) + 1);
  }

  private noteTouch(variable: Variable, index: number): void {
    this.touches.set(variable, [...this.touchesOf(variable), index]);
  }

  /** Casts between types that are kept alike need no copy; a variable's memory is not shared, since it changes. */
  private sharesMemory(node: Node, value: Value): boolean {
    if (node.kind === 'reshape' || node.kind === 'barrier') return true;
    if (node.kind !== 'cast' || this.variableOf(value) !== undefined) return false;
    return keepsBits(value.dtype, node.attributes.dtype);
  }
}

/** Whether a cast leaves the four bytes as they are: narrow floats are kept as `f32`, `bool` as 0 and 1. */
export function keepsBits(from: Value['dtype'], to: Value['dtype']): boolean {
  if (from === to) return true;
  if (to === 'f32') return from === 'bf16' || from === 'f16';
  return (to === 'i32' || to === 'u32') && (from === 'i32' || from === 'u32' || from === 'bool');
}

function repeatedBroadcasts(graph: Graph): Map<Value, Repeated> {
  const consumers = new Map<Value, Node[]>();
  graph.nodes.forEach((node) =>
    node.inputs.forEach((value) => consumers.set(value, [...(consumers.get(value) ?? []), node])),
  );
  const outputs = new Set(graph.outputs);
  const repeated = new Map<Value, Repeated>();
  for (const node of graph.nodes) {
    if (node.kind !== 'broadcast') continue;
    const [source, out] = [node.inputs[0]!, node.outputs[0]!];
    const period = periodOf(source, out);
    const folds = (consumer: Node) =>
      consumer.kind === 'binary' || consumer.kind === 'compare' || consumer.kind === 'select';
    if (period !== undefined && !outputs.has(out) && consumers.get(out)?.every(folds)) {
      repeated.set(out, { source, period });
    }
  }
  return repeated;
}

/** The period with which `source` repeats in `out`: a scalar, or the trailing axes as they are. */
function periodOf(source: Value, out: Value): number | undefined {
  const size = sizeOf(source.shape);
  if (size === 1) return 1;
  const inner = source.shape.slice(source.shape.findIndex((axis) => axis !== 1));
  return sameShape(inner, out.shape.slice(out.shape.length - inner.length)) ? size : undefined;
}
