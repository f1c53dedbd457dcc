/** What a tape remembers: which values gradients flow through, and how to go back through each operation. */
import { scalarLike } from './broadcast.ts';
import type { Pullback } from './derivatives.ts';
import type { Ops } from './ops.ts';
import { isFloat } from './value.ts';
import type { Value, Variable } from './value.ts';

/** Adds a cotangent to an operand's. */
export type AddCotangent = (operand: Value, cotangent: Value) => void;

/** Goes back through one operation: takes the cotangents of its results, adds those of its operands. */
interface Entry {
  readonly outputs: readonly Value[];
  backward(cotangents: ReadonlyMap<Value, Value>, add: AddCotangent): void;
}

/** The operations of one tape, in order. */
export class History {
  /** Parameter → gradient. */
  readonly gradients: ReadonlyMap<Variable, Variable>;
  private readonly o: Ops;
  private readonly entries: Entry[] = [];
  /** Values that a gradient flows through. */
  private readonly tracked = new Set<Value>();
  private readonly readFrom = new Map<Value, Variable>();
  /** Throws if a value may not be used: inside a checkpointed block, one of the outer tape that was not passed in. */
  private readonly guard: (value: Value) => void;

  constructor(o: Ops, gradients: ReadonlyMap<Variable, Variable>, guard: (value: Value) => void) {
    this.o = o;
    this.gradients = gradients;
    this.guard = guard;
  }

  /** Whether a gradient flows through `value`, which is about to be used. */
  needsGradient(value: Value): boolean {
    this.guard(value);
    return this.tracked.has(value);
  }

  /** Whether a gradient flows through `value`. */
  has(value: Value): boolean {
    return this.tracked.has(value);
  }

  /** Lets gradients flow to `value`: an operand that they are wanted for. */
  track(value: Value): void {
    this.tracked.add(value);
  }

  /** Notes that `value` is what a variable holds. */
  noteRead(value: Value, variable: Variable): void {
    if (!this.gradients.has(variable)) return;
    this.tracked.add(value);
    this.readFrom.set(value, variable);
  }

  /**
   * Goes back from several values with their cotangents, emptying the history; gives the cotangents of `wanted`, 0
   * where nothing leads there.
   */
  pullBack(seeds: ReadonlyMap<Value, Value>, wanted: readonly Value[]): Value[] {
    const cotangents = new Map<Value, Value>();
    const add = (operand: Value, cotangent: Value): void => {
      if (!this.tracked.has(operand)) return;
      const variable = this.readFrom.get(operand);
      if (variable !== undefined) return this.accumulate(variable, cotangent);
      const sum = cotangents.get(operand);
      cotangents.set(operand, sum === undefined ? cotangent : this.o.binary('add', sum, cotangent));
    };
    seeds.forEach((cotangent, value) => add(value, cotangent));
    for (let entry = this.entries.pop(); entry !== undefined; entry = this.entries.pop()) {
      if (!entry.outputs.some((value) => cotangents.has(value))) continue;
      entry.backward(cotangents, add);
      entry.outputs.forEach((value) => cotangents.delete(value));
    }
    return wanted.map((value) => cotangents.get(value) ?? scalarLike(this.o, 0, { shape: value.shape, dtype: 'f32' }));
  }

  /** Remembers `output` as made from `operands` by a pure operation, each with its derivative. */
  record(output: Value, operands: readonly (readonly [Value, Pullback | undefined])[]): Value {
    const through = operands.filter(([operand, pullback]) => pullback !== undefined && this.needsGradient(operand));
    if (through.length === 0 || !isFloat(output.dtype)) return output;
    this.remember([output], (cotangents, add) => {
      const cotangent = cotangents.get(output)!;
      through.forEach(([operand, pullback]) => add(operand, pullback!(this.o, cotangent)));
    });
    return output;
  }

  /** Remembers `outputs` as made by an operation that `backward` goes back through. */
  remember(outputs: readonly Value[], backward: Entry['backward']): void {
    outputs.forEach((value) => this.tracked.add(value));
    this.entries.push({ outputs, backward });
  }

  private accumulate(variable: Variable, cotangent: Value): void {
    const gradient = this.gradients.get(variable)!;
    this.o.assign(gradient, this.o.binary('add', this.o.read(gradient), cotangent));
  }
}
