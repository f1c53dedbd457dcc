/** A recorded graph, run node by node. Values are arrays held until their last reader has run. */
import { OnedayError } from '@oneday/core';
import type { DeviceArray, Executable, Graph, HostArray, Node, Value } from '@oneday/ops';
import { describe, sizeOf } from '@oneday/ops';
import { destinationsOf } from './destinations.ts';
import type { Destination } from './destinations.ts';
import type { ComputedNode, PreparedNode, TensorDevice } from './device.ts';
import { TensorArray } from './held-array.ts';
import type { TensorVariable } from './held-array.ts';
import { hostElements } from './rounding.ts';
import type { Tensor, TensorMemory } from './tensor.ts';

/** Prepares every node of `graph`. */
export async function compileGraph<H>(
  graph: Graph, device: TensorDevice<H>, memory: TensorMemory<H>,
): Promise<Executable> {
  const destinations = destinationsOf(graph);
  const updatedInput = ({ outputs }: ComputedNode) => destinations.get(outputs[0]!)?.updated;
  const prepared = await device.prepare(graph.nodes.filter(isComputed), updatedInput);
  return new TensorExecutable(graph, { prepared, destinations }, device, memory);
}

function isComputed(node: Node): node is ComputedNode {
  return !['input', 'read', 'assign', 'constant', 'reshape', 'barrier'].includes(node.kind);
}

/** Values whose last reader is node i, or that nothing reads. */
function deadAfter({ nodes, outputs }: Graph): Value[][] {
  const lastUse = new Map<Value, number>();
  nodes.forEach((node, i) => [...node.outputs, ...node.inputs].forEach((value) => lastUse.set(value, i)));
  outputs.forEach((value) => lastUse.delete(value));
  const dead = nodes.map((): Value[] => []);
  lastUse.forEach((i, value) => dead[i]!.push(value));
  return dead;
}

/** What is known of a graph before it runs. */
interface Plan<H> {
  /** In the order of the nodes that compute. */
  readonly prepared: readonly PreparedNode<H>[];
  readonly destinations: ReadonlyMap<Value, Destination>;
}

class TensorExecutable<H> implements Executable {
  private readonly graph: Graph;
  private readonly device: TensorDevice<H>;
  private readonly memory: TensorMemory<H>;
  private readonly dead: readonly (readonly Value[])[];
  private readonly prepared: ReadonlyMap<Node, PreparedNode<H>>;
  private readonly destinations: ReadonlyMap<Value, Destination>;
  private readonly constants: ReadonlyMap<Node, Tensor<H>>;

  constructor(
    graph: Graph, { prepared, destinations }: Plan<H>, device: TensorDevice<H>, memory: TensorMemory<H>,
  ) {
    this.graph = graph;
    this.destinations = destinations;
    this.device = device;
    this.memory = memory;
    this.dead = deadAfter(graph);
    this.prepared = new Map(graph.nodes.filter(isComputed).map((node, i) => [node, prepared[i]!]));
    this.constants = new Map(graph.nodes.flatMap((node) => {
      if (node.kind !== 'constant') return [];
      const { shape, dtype } = node.outputs[0]!;
      const elements = hostElements(node.attributes.data, dtype);
      return [[node, memory.adopt(device.upload(elements), sizeOf(shape))] as const];
    }));
  }

  run(inputs: readonly (HostArray | DeviceArray)[]): readonly DeviceArray[] {
    const { graph, memory, device } = this;
    device.assertHealthy();
    const live = new Map<Value, Tensor<H>>();
    const release = (value: Value) => {
      memory.release(live.get(value)!);
      live.delete(value);
    };
    try {
      graph.nodes.forEach((_, i) => {
        this.runNode(i, inputs, live);
        this.dead[i]!.forEach(release);
      });
      return graph.outputs.map((value) => new TensorArray(memory, value, held(live.get(value)!)));
    } finally {
      [...live.keys()].forEach(release);
      device.flush();
    }
  }

  dispose(): void {
    this.constants.forEach((tensor) => this.memory.release(tensor));
    this.prepared.forEach((node) => node.dispose?.());
  }

  private runNode(i: number, inputs: readonly (HostArray | DeviceArray)[], live: Map<Value, Tensor<H>>): void {
    const node = this.graph.nodes[i]!;
    const operand = (index: number) => live.get(node.inputs[index]!)!;
    const output = node.outputs[0]!;
    switch (node.kind) {
      case 'input':
        live.set(output, this.feed(output, inputs[node.attributes.index]!));
        return;
      case 'read':
        live.set(output, held((node.attributes.variable as TensorVariable<H>).tensor));
        return;
      case 'assign':
        this.assign(node.attributes.variable as TensorVariable<H>, operand(0));
        return;
      case 'constant':
        live.set(output, held(this.constants.get(node)!));
        return;
      case 'reshape':
      case 'barrier':
        live.set(output, held(operand(0)));
        return;
      default:
        node.outputs.forEach((value, index) => live.set(value, this.arrayFor(i, index, live)));
        this.compute(this.prepared.get(node)!, handlesOf(node.inputs, live), handlesOf(node.outputs, live));
    }
  }

  /** A variable keeps its array where it can, so that programs meet the same arrays again. */
  private assign(variable: TensorVariable<H>, next: Tensor<H>): void {
    const isOthersToo = next.holders > 1 && next !== variable.tensor;
    if (isOthersToo && variable.tensor.holders === 1) this.device.copy(next.handle, variable.tensor.handle);
    else variable.replace(held(next));
  }

  /**
   * Where node `i` computes an output: in the array of the input that it works in, or of the variable that the output
   * is assigned to, if nobody reads what is there any more; else in a new one, with a copy of the input.
   */
  private arrayFor(i: number, index: number, live: ReadonlyMap<Value, Tensor<H>>): Tensor<H> {
    const node = this.graph.nodes[i]!;
    const output = node.outputs[index]!;
    const input = node.inputs[this.prepared.get(node)!.inPlace?.get(index) ?? -1];
    const variable = this.destinations.get(output)?.variable as TensorVariable<H> | undefined;
    const array = input === undefined ? variable?.tensor : live.get(input);
    if (array === undefined) return this.memory.allocate(output);
    // Of those who hold it, the input ends here if it is read once, and the variable is about to be assigned.
    const isLast = input !== undefined && this.dead[i]!.includes(input) && isOnce(input, node.inputs);
    const givenUp = Number(isLast) + Number(array === variable?.tensor);
    if (array.holders === givenUp) return held(array);
    const apart = this.memory.allocate(output);
    if (input !== undefined) this.device.copy(array.handle, apart.handle);
    return apart;
  }

  private compute(node: PreparedNode<H>, inputs: readonly H[], outputs: readonly H[]): void {
    const scratch = (node.scratchSizes ?? []).map((size) => this.memory.allocate({ shape: [size], dtype: 'f32' }));
    try {
      node.run(inputs, outputs, scratch.map(({ handle }) => handle));
    } finally {
      scratch.forEach((tensor) => this.memory.release(tensor));
    }
  }

  private feed(like: Value, input: HostArray | DeviceArray): Tensor<H> {
    if ('data' in input) {
      const elements = hostElements(input.data, like.dtype);
      return this.memory.adopt(this.device.upload(elements), elements.length);
    }
    if (input instanceof TensorArray && describe(input) === describe(like)) {
      return held((input as TensorArray<H>).tensor);
    }
    throw new OnedayError(`program ${this.graph.name}: takes ${describe(like)}; got ${describe(input)}`);
  }
}

function isOnce(value: Value, values: readonly Value[]): boolean {
  return values.indexOf(value) === values.lastIndexOf(value);
}

function handlesOf<H>(values: readonly Value[], live: ReadonlyMap<Value, Tensor<H>>): H[] {
  return values.map((value) => live.get(value)!.handle);
}

function held<H>(tensor: Tensor<H>): Tensor<H> {
  tensor.holders += 1;
  return tensor;
}
