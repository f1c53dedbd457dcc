/** Runs a graph node by node. */
import { OnedayError } from '@oneday/core';
import { describe } from '@oneday/ops';
import type { DType, Executable, Graph, Node, NodeOf, Shape, DeviceArray, HostArray, Value } from '@oneday/ops';
import type { Interpreter, PrimitiveKind, RunState } from './interpreter.ts';
import type { Memory } from './memory.ts';
import { fromHost } from './tensor.ts';
import type { Tensor } from './tensor.ts';

/** An array that a program gave. */
export class Float64DeviceArray implements DeviceArray {
  readonly kind = 'deviceArray';
  readonly shape: Shape;
  readonly dtype: DType;
  private readonly memory: Memory;
  private held: Tensor | undefined;

  constructor(tensor: Tensor, memory: Memory) {
    this.shape = tensor.shape;
    this.dtype = tensor.dtype;
    this.held = tensor;
    this.memory = memory;
    memory.take(tensor);
  }

  /** Its elements; throws once it was disposed of. */
  tensor(): Tensor {
    if (this.held === undefined) {
      throw new OnedayError(`array ${describe(this)} was disposed of; keep it as long as it is used`);
    }
    return this.held;
  }

  dispose(): void {
    this.memory.give(this.tensor());
    this.held = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** What an executable reaches of its engine. */
export interface ExecutableHost extends Omit<RunState, 'inputs'> {
  readonly interpreter: Interpreter;
  readonly memory: Memory;
}

/** The elements of something that is fed. */
function fed(feed: HostArray | DeviceArray, like: Value): Tensor {
  if ('data' in feed) return fromHost(like, feed.data);
  if (!(feed instanceof Float64DeviceArray)) {
    throw new OnedayError(`run: array ${describe(feed)} belongs to another backend; read it there, feed its elements`);
  }
  return feed.tensor();
}

/** Values whose last reader is node i, or that nothing reads. */
function valuesToFree({ nodes, outputs }: Graph): Value[][] {
  const lastUse = new Map<Value, number>();
  nodes.forEach((node, i) => [...node.outputs, ...node.inputs].forEach((value) => lastUse.set(value, i)));
  outputs.forEach((value) => lastUse.delete(value));
  const free = nodes.map((): Value[] => []);
  lastUse.forEach((i, value) => free[i]!.push(value));
  return free;
}

/** Checks that every node is a primitive. */
function requirePrimitives(graph: Graph): asserts graph is Graph & { nodes: readonly NodeOf<PrimitiveKind>[] } {
  const fused = graph.nodes.find((node) => node.kind === 'fused' || node.kind === 'fusedBackward');
  if (fused !== undefined) {
    throw new OnedayError(`float64: has no kernels, but ${graph.name} calls one for ${fused.origin}`);
  }
}

/** Compiles `graph`: finds out when each value can be freed. */
export function executableOf(graph: Graph, host: ExecutableHost): Executable {
  requirePrimitives(graph);
  const free = valuesToFree(graph);
  const interpret = (node: Node, operands: readonly Tensor[], state: RunState) => {
    const compute = host.interpreter[node.kind as PrimitiveKind] as Interpreter['unary'];
    return compute(node.attributes as NodeOf<'unary'>['attributes'], operands, node.outputs[0]!, state);
  };
  return {
    run(inputs) {
      const state: RunState = {
        inputs: graph.inputs.map((value, i) => fed(inputs[i]!, value)),
        read: (variable) => host.read(variable),
        assign: (variable, next) => host.assign(variable, next),
      };
      const held = new Map<Value, Tensor>();
      const release = (value: Value) => {
        host.memory.give(held.get(value)!);
        held.delete(value);
      };
      try {
        graph.nodes.forEach((node, i) => {
          const result = interpret(node, node.inputs.map((value) => held.get(value)!), state);
          if (result !== undefined) {
            held.set(node.outputs[0]!, result);
            host.memory.take(result);
          }
          free[i]!.forEach(release);
        });
        return graph.outputs.map((value) => {
          const tensor = held.get(value)!;
          return new Float64DeviceArray({ ...tensor, data: tensor.data.slice() }, host.memory);
        });
      } finally {
        [...held.keys()].forEach(release);
      }
    },
    dispose() {},
  };
}
