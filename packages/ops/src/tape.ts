/** Reverse-mode differentiation: Ops that remember. */
import { ShapeError } from '@oneday/core';
import { scalarLike } from './broadcast.ts';
import * as derivative from './derivatives.ts';
import type { Pullback } from './derivatives.ts';
import { presentEntries } from './fused-op.ts';
import type { AnyFusedOp, FusedOp, ValueRecord } from './fused-op.ts';
import type { NativeCall, Ops } from './ops.ts';
import type { BinaryOperation, Comparison, MatmulOptions, Reduction, UnaryOperation } from './primitives.ts';
import { checkedReference } from './recorder.ts';
import { isValue, leavesOf, replaceLeaves } from './tree.ts';
import type { ValueTree } from './tree.ts';
import { isFloat, sameShape } from './value.ts';
import type { DType, Shape, Spec, Value, Variable } from './value.ts';

/** Goes back through one recorded operation: takes the cotangents of its results, gives those of its operands. */
interface Entry {
  readonly outputs: readonly Value[];
  backward(cotangents: ReadonlyMap<Value, Value>, add: (operand: Value, cotangent: Value) => void): void;
}

/** Where the gradients go. */
export interface TapeOptions {
  /** Parameter → the variable its gradient is added to. Variables outside the map are constants, so freezing is free. */
  readonly gradients: ReadonlyMap<Variable, Variable>;
}

/**
 * Records the operations that lead from parameters to a loss; {@link Tape.backward} adds the gradients to their variables.
 * A parameter that is read n times gets n additions, in reverse order.
 */
export class Tape implements Ops {
  private readonly o: Ops;
  private readonly gradients: ReadonlyMap<Variable, Variable>;
  private readonly entries: Entry[] = [];
  /** Values that a gradient flows through. */
  private readonly tracked = new Set<Value>();
  private readonly readFrom = new Map<Value, Variable>();
  /** Inside a checkpointed block: throws if a value of the outer tape is used without having been passed in. */
  private readonly guard: (value: Value) => void;

  constructor(o: Ops, options: TapeOptions, guard: (value: Value) => void = () => {}) {
    this.o = o;
    this.gradients = options.gradients;
    this.guard = guard;
  }

  /**
   * Goes back from `lossSum`, an `f32` scalar, adding to the gradient variables. `seed`, an `f32` scalar, is the loss's own
   * cotangent: 1 unless given; a loss scale enters here. The tape is empty afterwards.
   */
  backward(lossSum: Value, seed?: Value): void {
    if (!sameShape(lossSum.shape, []) || lossSum.dtype !== 'f32') {
      throw new ShapeError(`backward: the loss is an f32 scalar; got ${lossSum.dtype}[${lossSum.shape.join(',')}]`);
    }
    this.pullBack(new Map([[lossSum, seed ?? scalarLike(this.o, 1, lossSum)]]), []);
  }

  /** Goes back from several values with their cotangents; gives the cotangents of `wanted`, 0 where nothing leads there. */
  private pullBack(seeds: ReadonlyMap<Value, Value>, wanted: readonly Value[]): Value[] {
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

  private accumulate(variable: Variable, cotangent: Value): void {
    const gradient = this.gradients.get(variable)!;
    this.o.assign(gradient, this.o.binary('add', this.o.read(gradient), cotangent));
  }

  /** Remembers `output` as made from `operands` by a pure operation, each with its derivative. */
  private record(output: Value, operands: readonly (readonly [Value, Pullback | undefined])[]): Value {
    const through = operands.filter(([operand, pullback]) => pullback !== undefined && this.needsGradient(operand));
    if (through.length === 0 || !isFloat(output.dtype)) return output;
    this.remember([output], (cotangents, add) => {
      const cotangent = cotangents.get(output)!;
      through.forEach(([operand, pullback]) => add(operand, pullback!(this.o, cotangent)));
    });
    return output;
  }

  private remember(outputs: readonly Value[], backward: Entry['backward']): void {
    outputs.forEach((value) => this.tracked.add(value));
    this.entries.push({ outputs, backward });
  }

  private needsGradient(value: Value): boolean {
    this.guard(value);
    return this.tracked.has(value);
  }

  read(variable: Variable): Value {
    const value = this.o.read(variable);
    if (this.gradients.has(variable)) {
      this.tracked.add(value);
      this.readFrom.set(value, variable);
    }
    return value;
  }

  assign(variable: Variable, next: Value): void {
    if (this.needsGradient(next)) {
      throw new ShapeError(`assign: variable ${variable.name} is set to a value on the tape; stopGradient it first`);
    }
    this.o.assign(variable, next);
  }

  constant(data: Parameters<Ops['constant']>[0], spec: Spec): Value {
    return this.o.constant(data, spec);
  }

  iota(shape: Shape, axis: number, dtype: 'f32' | 'i32' | 'u32'): Value {
    return this.o.iota(shape, axis, dtype);
  }

  randomBits(key: Value, shape: Shape): Value {
    return this.o.randomBits(key, shape);
  }

  unary(operation: UnaryOperation, x: Value): Value {
    const y = this.o.unary(operation, x);
    return this.record(y, [[x, derivative.unaryPullback(operation, x, y)]]);
  }

  binary(operation: BinaryOperation, a: Value, b: Value): Value {
    const y = this.o.binary(operation, a, b);
    const [toA, toB] = derivative.binaryPullbacks(operation, a, b, y);
    return this.record(y, [[a, toA], [b, toB]]);
  }

  compare(comparison: Comparison, a: Value, b: Value): Value {
    return this.o.compare(comparison, a, b);
  }

  select(condition: Value, a: Value, b: Value): Value {
    const y = this.o.select(condition, a, b);
    return this.record(y, [
      [a, (o, g) => o.select(condition, g, scalarLike(o, 0, g))],
      [b, (o, g) => o.select(condition, scalarLike(o, 0, g), g)],
    ]);
  }

  cast(x: Value, dtype: DType): Value {
    return this.record(this.o.cast(x, dtype), [[x, (_, g) => g]]);
  }

  reduce(reduction: Reduction, x: Value, axes: readonly number[], keepAxes = false): Value {
    const y = this.o.reduce(reduction, x, axes, keepAxes);
    return this.record(y, [[x, derivative.reducePullback(reduction, x, y, axes)]]);
  }

  argMax(x: Value, axis: number): Value {
    return this.o.argMax(x, axis);
  }

  matmul(a: Value, b: Value, options: MatmulOptions = {}): Value {
    const y = this.o.matmul(a, b, options);
    const [toA, toB] = derivative.matmulPullbacks(a, b, options.transposeA ?? false, options.transposeB ?? false);
    return this.record(y, [[a, toA], [b, toB]]);
  }

  reshape(x: Value, shape: Shape): Value {
    return this.record(this.o.reshape(x, shape), [[x, (o, g) => o.reshape(g, x.shape)]]);
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    return this.record(this.o.transpose(x, permutation), [[x, derivative.transposePullback(permutation)]]);
  }

  broadcast(x: Value, shape: Shape): Value {
    const y = this.o.broadcast(x, shape);
    return this.record(y, [[x, derivative.broadcastPullback(x, y)]]);
  }

  slice(x: Value, starts: readonly number[], sizes: Shape): Value {
    const y = this.o.slice(x, starts, sizes);
    return this.record(y, [[x, derivative.slicePullback(x, y, starts)]]);
  }

  updateSlice(x: Value, update: Value, axis: number, start: Value): Value {
    const [toX, toUpdate] = derivative.updateSlicePullbacks(x, update, axis, start);
    return this.record(this.o.updateSlice(x, update, axis, start), [[x, toX], [update, toUpdate]]);
  }

  pad(x: Value, before: readonly number[], after: readonly number[], fill = 0): Value {
    return this.record(this.o.pad(x, before, after, fill), [[x, derivative.padPullback(x, before)]]);
  }

  concat(values: readonly Value[], axis: number): Value {
    const pullbacks = derivative.concatPullbacks(values, axis);
    return this.record(this.o.concat(values, axis), values.map((value, i) => [value, pullbacks[i]]));
  }

  gatherRows(table: Value, indices: Value): Value {
    return this.record(this.o.gatherRows(table, indices), [[table, derivative.gatherRowsPullback(table, indices)]]);
  }

  scatterAddRows(base: Value, indices: Value, updates: Value): Value {
    return this.record(this.o.scatterAddRows(base, indices, updates), [
      [base, (_, g) => g],
      [updates, (o, g) => o.gatherRows(g, indices)],
    ]);
  }

  barrier(x: Value): Value {
    return this.record(this.o.barrier(x), [[x, (_, g) => g]]);
  }

  stopGradient(x: Value): Value {
    return this.o.stopGradient(x);
  }

  native(op: AnyFusedOp, inputs: ValueRecord, attributes: unknown): NativeCall | undefined {
    return this.o.native(op, inputs, attributes);
  }

  call<I extends ValueRecord, A, O extends ValueRecord>(op: FusedOp<I, A, O>, inputs: I, attributes: A): O {
    const needs = presentEntries(inputs).filter(([, value]) => this.needsGradient(value)).map(([name]) => name);
    if (needs.length === 0) return this.o.call(op, inputs, attributes);
    if (op.differentiable.length === 0) {
      throw new ShapeError(`${op.name}: has no derivative, but ${needs.join(', ')} need one; stopGradient them first`);
    }
    const native = this.o.native(op as AnyFusedOp, inputs, attributes);
    if (native === undefined) return checkedReference(this, op, inputs, attributes);
    const forward = native.forward(native.hasBackward);
    const differentiable = op.differentiable.filter((name) => forward.outputs[name] !== undefined);
    this.remember(differentiable.map((name) => forward.outputs[name]!), (cotangents, add) => {
      const given = differentiable.flatMap((name): [string, Value][] => {
        const cotangent = cotangents.get(forward.outputs[name]!);
        return cotangent === undefined ? [] : [[name, cotangent]];
      });
      const gradients = native.hasBackward
        ? forward.backward(Object.fromEntries(given), needs)
        : this.derivedGradients(op, inputs, attributes, new Map(given), needs);
      needs.forEach((name) => add(inputs[name]!, gradients[name]!));
    });
    return forward.outputs as O;
  }

  /** Gradients of a kernel without a backward pass of its own: those of the reference, computed again. */
  private derivedGradients<I extends ValueRecord, A, O extends ValueRecord>(
    op: FusedOp<I, A, O>, inputs: I, attributes: A, cotangents: ReadonlyMap<string, Value>, needs: readonly string[],
  ): Record<string, Value> {
    const inner = new Tape(this.o, { gradients: new Map() });
    const wanted = needs.map((name) => inputs[name]!);
    wanted.forEach((value) => inner.tracked.add(value));
    const outputs = checkedReference(inner, op, inputs, attributes);
    const seeds = new Map([...cotangents].map(([name, cotangent]) => [outputs[name]!, cotangent]));
    const gradients = inner.pullBack(seeds, wanted);
    return Object.fromEntries(needs.map((name, i) => [name, gradients[i]!]));
  }

  checkpoint<I extends ValueTree, O extends ValueTree>(block: (o: Ops, inputs: I) => O, inputs: I): O {
    const passed = leavesOf(inputs, isValue).map(({ leaf }) => leaf);
    const wanted = passed.filter((value) => this.needsGradient(value));
    const probe = this.blockTape(passed);
    const outputs = block(probe, inputs);
    const leaves = leavesOf(outputs, isValue).map(({ leaf }) => leaf);
    // An input that the block hands through needs no entry: its cotangent reaches it by itself.
    const made = [...leaves.keys()].filter((i) => probe.tracked.has(leaves[i]!) && !passed.includes(leaves[i]!));
    if (made.length === 0) return outputs;
    this.remember(made.map((i) => leaves[i]!), (cotangents, add) => {
      const again = new Map(passed.map((value) => [value, this.o.barrier(value)]));
      const inner = this.blockTape(passed);
      wanted.forEach((value) => inner.tracked.add(again.get(value)!));
      const recomputed = leavesOf(block(inner, mapTree(inputs, (value) => again.get(value)!)), isValue);
      const seeds = new Map(made.flatMap((i): [Value, Value][] => {
        const cotangent = cotangents.get(leaves[i]!);
        return cotangent === undefined ? [] : [[recomputed[i]!.leaf, cotangent]];
      }));
      const gradients = inner.pullBack(seeds, wanted.map((value) => again.get(value)!));
      wanted.forEach((value, i) => add(value, gradients[i]!));
    });
    return outputs;
  }

  /** A tape for a checkpointed block that refuses values of this tape that were not passed in. */
  private blockTape(passed: readonly Value[]): Tape {
    const allowed = new Set(passed);
    const tape = new Tape(this.o, { gradients: this.gradients }, (value) => {
      if (this.tracked.has(value) && !allowed.has(value)) {
        throw new ShapeError('checkpoint: the block uses a value that needs a gradient and was not passed to it; pass it in its inputs');
      }
      this.guard(value);
    });
    passed.filter((value) => this.tracked.has(value)).forEach((value) => tape.tracked.add(value));
    return tape;
  }
}

function mapTree<T>(tree: T, replace: (value: Value) => Value): T {
  const values = leavesOf(tree, isValue).map(({ leaf }) => replace(leaf));
  return replaceLeaves(tree, isValue, values) as T;
}
