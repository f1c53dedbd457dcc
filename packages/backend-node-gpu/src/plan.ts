/** The TensorFlow operations of one node, chosen when its program is prepared and repeated by every run. */
import type { Node, Shape, Value } from '@oneday/ops';
import type { PreparedNode } from '@oneday/tfjs-adapter';
import { typeAttribute } from './binding.ts';
import type { Attribute } from './binding.ts';
import { storedType } from './tensor-array.ts';
import type { TensorArray, Wanted } from './tensor-array.ts';
import type { TensorFlow } from './tensor-flow.ts';

/** A tensor of a plan. */
export interface Slot {
  readonly index: number;
}

interface Operation {
  readonly name: string;
  readonly inputs: readonly Slot[];
  readonly attributes: readonly Attribute[];
  readonly outputs: readonly Slot[];
}

/** Collects the operations of a node. */
export class Plan {
  readonly node: Node;
  private readonly tensorFlow: TensorFlow;
  private readonly inputs: { readonly slot: Slot; readonly from: number; readonly wanted: Wanted }[] = [];
  private readonly constants: { readonly slot: Slot; readonly id: number }[] = [];
  private readonly operations: Operation[] = [];
  private readonly results = new Map<number, Slot>();
  private slots = 0;

  constructor(tensorFlow: TensorFlow, node: Node) {
    this.tensorFlow = tensorFlow;
    this.node = node;
  }

  /** Input `index` of the node, in `shape`, which is the value's own unless given. */
  input(index: number, shape: Shape = this.node.inputs[index]!.shape): Slot {
    return this.load(index, shape, false);
  }

  /** Input `index` of the node for an operation on elements, which repeats axes of size 1 by itself. */
  operand(index: number): Slot {
    return this.load(index, this.node.inputs[index]!.shape, true);
  }

  /** Numbers known now. */
  constant(elements: Float32Array | Int32Array | Uint32Array, shape?: Shape): Slot {
    const slot = this.slot();
    this.constants.push({ slot, id: this.tensorFlow.create(elements, shape) });
    return slot;
  }

  /** A scalar known now, of the type in which `like` is kept. */
  scalar(value: number, like: Pick<Value, 'dtype'>): Slot {
    const type = storedType(like.dtype);
    if (type === 'f32') return this.constant(Float32Array.of(value), []);
    return this.constant(type === 'u32' ? Uint32Array.of(value) : Int32Array.of(value), []);
  }

  /** A list of integers: axes, sizes, a shape. */
  integers(numbers: readonly number[]): Slot {
    return this.constant(Int32Array.from(numbers));
  }

  /** The element type of input `index`, for an operation that takes lists: it does not find it by itself. */
  typeOf(index: number, name: string): Attribute {
    return typeAttribute(name, storedType(this.node.inputs[index]!.dtype));
  }

  /** Appends an operation that gives one tensor. */
  run(name: string, inputs: readonly Slot[], attributes: readonly Attribute[] = []): Slot {
    return this.execute(name, inputs, attributes, 1)[0]!;
  }

  /** Appends an operation that gives `outputs` tensors. */
  execute(name: string, inputs: readonly Slot[], attributes: readonly Attribute[], outputs: number): Slot[] {
    const made = Array.from({ length: outputs }, () => this.slot());
    this.operations.push({ name, inputs, attributes, outputs: made });
    return made;
  }

  /** The tensor that is output `index` of the node: one that an operation of this plan gives. */
  result(slot: Slot, index = 0): void {
    this.results.set(index, slot);
  }

  /** Ends the plan. */
  prepare(): PreparedNode<TensorArray> {
    const dead = this.deadAfter(new Set(this.results.values()));
    return {
      run: (inputs, outputs) => this.enqueue(inputs, outputs, dead),
      dispose: () => this.dispose(),
    };
  }

  /** Deletes what the plan knows beforehand. */
  dispose(): void {
    this.constants.forEach(({ id }) => this.tensorFlow.delete(id));
  }

  private slot(): Slot {
    return { index: this.slots++ };
  }

  private load(from: number, shape: Shape, mayRepeat: boolean): Slot {
    const slot = this.slot();
    this.inputs.push({ slot, from, wanted: { shape, type: storedType(this.node.inputs[from]!.dtype), mayRepeat } });
    return slot;
  }

  /** What operations gave and no later one reads, by operation. */
  private deadAfter(kept: ReadonlySet<Slot>): Slot[][] {
    const lastUse = new Map<Slot, number>();
    this.operations.forEach(({ outputs }, i) => outputs.forEach((slot) => lastUse.set(slot, i)));
    this.operations.forEach(({ inputs }, i) => inputs.forEach((slot) => lastUse.has(slot) && lastUse.set(slot, i)));
    const dead = this.operations.map((): Slot[] => []);
    lastUse.forEach((i, slot) => kept.has(slot) || dead[i]!.push(slot));
    return dead;
  }

  private enqueue(inputs: readonly TensorArray[], outputs: readonly TensorArray[], dead: readonly Slot[][]): void {
    const ids = new Array<number>(this.slots);
    const shapes = new Map<Slot, Shape>();
    const converted: number[] = [];
    const live = new Set<Slot>();
    const free = (slot: Slot) => {
      this.tensorFlow.delete(ids[slot.index]!);
      live.delete(slot);
    };
    try {
      this.constants.forEach(({ slot, id }) => (ids[slot.index] = id));
      this.inputs.forEach(({ slot, from, wanted }) => (ids[slot.index] = inputs[from]!.as(wanted, converted)));
      this.operations.forEach((operation, i) => {
        const given = operation.inputs.map(({ index }) => ids[index]!);
        const { name, attributes } = operation;
        this.tensorFlow.execute(name, given, attributes, operation.outputs.length).forEach(({ id, shape }, at) => {
          const slot = operation.outputs[at]!;
          ids[slot.index] = id;
          live.add(slot);
          shapes.set(slot, shape);
        });
        dead[i]!.forEach(free);
      });
      this.results.forEach((slot, index) => {
        const { shape: full, dtype } = this.node.outputs[index]!;
        const own = shapes.get(slot)!;
        outputs[index]!.become({ id: ids[slot.index]!, type: storedType(dtype), own, full });
        live.delete(slot);
      });
    } finally {
      live.forEach(free);
      converted.forEach((id) => this.tensorFlow.delete(id));
    }
  }
}
