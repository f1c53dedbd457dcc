/** What can be left out of a graph, or done in place, before any memory is planned. */
import type { Graph, Node, Value, Variable } from '@oneday/ops';
import { sameShape, sizeOf } from '@oneday/ops';
import type { AnyCpuKernel } from './cpu-kernel.ts';

/** An operand that kernels repeat by themselves: element i is element i mod `period` of `source`. */
export interface Repeated {
  readonly source: Value;
  readonly period: number;
}

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

const elementwise: readonly Node['kind'][] = ['unary', 'binary', 'compare', 'select', 'cast'];

/** Whether outputs of this kind may lie over an operand of the same size. */
export function isElementwise(node: Node): boolean {
  return elementwise.includes(node.kind);
}

/** Analyses `graph`; `kernelOf` gives the kernel of a fused op. */
export function analyse(graph: Graph, kernelOf: (op: object) => AnyCpuKernel): Analysis {
  const repeated = foldBroadcasts(graph);
  const inputsOf = (node: Node) => node.inputs.map((value) => repeated.get(value)?.source ?? value);
  const producers = new Map<Value, number>();
  graph.nodes.forEach((node, index) => node.outputs.forEach((value) => producers.set(value, index)));
  const producerOf = (value: Value) => graph.nodes[producers.get(value)!]!;

  const roots = new Map<Value, Value>();
  const root = (value: Value): Value => roots.get(value) ?? value;
  for (const node of graph.nodes) {
    if (sharesMemory(node, (value) => producerOf(root(value)).kind === 'read'))
      roots.set(node.outputs[0]!, root(node.inputs[0]!));
  }

  const isFolded = (node: Node) => node.kind === 'broadcast' && repeated.has(node.outputs[0]!);
  const uses = new Map<Value, number>();
  const touches = new Map<Variable, number[]>();
  const note = (variable: Variable, index: number) =>
    void touches.set(variable, [...(touches.get(variable) ?? []), index]);
  graph.nodes.forEach((node, index) => {
    if (isFolded(node)) return;
    for (const value of inputsOf(node)) {
      uses.set(value, (uses.get(value) ?? 0) + 1);
      const producer = producerOf(root(value));
      if (producer.kind === 'read') note(producer.attributes.variable, index);
    }
    if (node.kind === 'assign') note(node.attributes.variable, index);
  });
  graph.outputs.forEach((value) => uses.set(value, (uses.get(value) ?? 0) + 1));

  const skipped = new Set<Node>(graph.nodes.filter(isFolded));
  const destinations = new Map<Value, Variable>();
  const accumulated = new Set<Value>();
  const untouched = (variable: Variable, after: number, before: number, but?: number) =>
    (touches.get(variable) ?? []).every((index) => index <= after || index >= before || index === but);

  graph.nodes.forEach((assign, index) => {
    if (assign.kind !== 'assign') return;
    const { variable } = assign.attributes;
    const next = assign.inputs[0]!;
    if (uses.get(next) !== 1 || root(next) !== next || repeated.has(next)) return;
    const producer = producers.get(next)!;
    const node = graph.nodes[producer]!;
    const added = addedTo(variable, node);
    if (added !== undefined && uses.get(added) === 1 && root(added) === added) {
      const source = producers.get(added)!;
      const isFree = untouched(variable, source, index, producer) && !(touches.get(variable) ?? []).includes(source);
      if (isFree && canAccumulate(graph.nodes[source]!, added)) {
        destinations.set(added, variable);
        accumulated.add(added);
        skipped.add(node).add(assign);
        return;
      }
    }
    if (!untouched(variable, producer, index)) return;
    const readsIt = (touches.get(variable) ?? []).includes(producer);
    if (canWriteOver(node, next, variable) && (!readsIt || mayReadWhileWriting(node, next, variable))) {
      destinations.set(next, variable);
      skipped.add(assign);
    }
  });

  const last = new Map<Value, number>();
  graph.nodes.forEach((node, index) => {
    if (!skipped.has(node)) inputsOf(node).forEach((value) => last.set(root(value), index));
  });
  graph.outputs.forEach((value) => last.set(root(value), graph.nodes.length));
  return { repeated, root, lastUse: (value) => last.get(value) ?? -1, skipped, destinations, accumulated };

  /** The other operand of `read(variable) + other`. */
  function addedTo(variable: Variable, node: Node): Value | undefined {
    if (node.kind !== 'binary' || node.attributes.operation !== 'add') return undefined;
    const [a, b] = node.inputs as [Value, Value];
    const producer = producerOf(a);
    const isRead = producer.kind === 'read' && producer.attributes.variable === variable && uses.get(a) === 1;
    return isRead && !repeated.has(b) ? b : undefined;
  }

  function canAccumulate(node: Node, output: Value): boolean {
    if (node.kind === 'matmul') return true;
    if (node.kind !== 'fusedBackward') return false;
    const input = node.attributes.needs[node.outputs.indexOf(output)]!;
    return kernelOf(node.attributes.op).backward?.accumulates?.includes(input) ?? false;
  }

  function canWriteOver(node: Node, output: Value, variable: Variable): boolean {
    return !['read', 'input', 'constant', 'assign'].includes(node.kind) && output.dtype === variable.dtype;
  }

  /** Whether the node reads the variable only where it writes it, element by element. */
  function mayReadWhileWriting(node: Node, output: Value, variable: Variable): boolean {
    const readers = inputsOf(node).filter((value) => {
      const producer = producerOf(root(value));
      return producer.kind === 'read' && producer.attributes.variable === variable;
    });
    if (isElementwise(node)) return readers.every((value) => sizeOf(value.shape) === sizeOf(output.shape));
    if (node.kind !== 'fused') return false;
    const name = node.attributes.outputNames[node.outputs.indexOf(output)];
    const over = kernelOf(node.attributes.op).inPlace?.[name ?? ''];
    return (
      over !== undefined &&
      readers.length === 1 &&
      node.inputs[node.attributes.inputNames.indexOf(over as string)] === readers[0]
    );
  }
}

/** Casts between types that are kept alike need no copy; a variable's memory is not shared, since it changes. */
function sharesMemory(node: Node, isOfVariable: (value: Value) => boolean): boolean {
  if (node.kind === 'reshape' || node.kind === 'barrier') return true;
  if (node.kind !== 'cast' || isOfVariable(node.inputs[0]!)) return false;
  return keepsBits(node.inputs[0]!.dtype, node.attributes.dtype);
}

/** Whether a cast leaves the four bytes as they are: narrow floats are kept as `f32`, `bool` as 0 and 1. */
export function keepsBits(from: Value['dtype'], to: Value['dtype']): boolean {
  if (from === to) return true;
  if (to === 'f32') return from === 'bf16' || from === 'f16';
  return (to === 'i32' || to === 'u32') && (from === 'i32' || from === 'u32' || from === 'bool');
}

function foldBroadcasts(graph: Graph): Map<Value, Repeated> {
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
