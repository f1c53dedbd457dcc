/** Reverse-mode differentiation: Ops that remember. */
import { ShapeError } from '@oneday/core';
import { scalarLike } from './broadcast.ts';
import * as derivative from './derivatives.ts';
import { presentEntries } from './fused-op.ts';
import type { AnyFusedOp, FusedOp, ValueRecord } from './fused-op.ts';
import type { NativeCall, Ops } from './ops.ts';
import type { BinaryOperation, Comparison, MatmulOptions, Reduction, UnaryOperation } from './primitives.ts';
import { History } from './history.ts';
import { callReference } from './reference.ts';
import { isValue, leavesOf, replaceLeaves } from './tree.ts';
import type { ValueTree } from './tree.ts';
import { sameShape } from './value.ts';
import type { DType, Shape, Spec, Value, Variable } from './value.ts';

/** Where the gradients go. */
export interface TapeOptions {
  /**
   * Parameter → the variable its gradient is added to. Variables outside the map are constants, so freezing is free.
   */
  readonly gradients: ReadonlyMap<Variable, Variable>;
}

/**
 * Records the operations that lead from parameters to a loss; {@link Tape.backward} adds the gradients to their
 * variables. A parameter that is read n times gets n additions, in reverse order.
 */
export class Tape implements Ops {
  private readonly o: Ops;
  private readonly history: History;

  constructor(o: Ops, options: TapeOptions, guard: (value: Value) => void = () => {}) {
    this.o = o;
    this.history = new History(o, options.gradients, guard);
  }

  /**
   * Goes back from `lossSum`, an `f32` scalar, adding to the gradient variables. `seed`, an `f32` scalar, is the
   * loss's own cotangent: 1 unless given; a loss scale enters here. The tape is empty afterwards.
   */
  backward(lossSum: Value, seed?: Value): void {
    if (!sameShape(lossSum.shape, []) || lossSum.dtype !== 'f32') {
      throw new ShapeError(`backward: the loss is an f32 scalar; got ${lossSum.dtype}[${lossSum.shape.join(',')}]`);
    }
    this.history.pullBack(new Map([[lossSum, seed ?? scalarLike(this.o, 1, lossSum)]]), []);
  }

  read(variable: Variable): Value {
    const value = this.o.read(variable);
    this.history.noteRead(value, variable);
    return value;
  }

  assign(variable: Variable, next: Value): void {
    if (this.history.needsGradient(next)) {
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
    return this.history.record(y, [[x, derivative.unaryPullback(operation, x, y)]]);
  }

  binary(operation: BinaryOperation, a: Value, b: Value): Value {
    const y = this.o.binary(operation, a, b);
    const [toA, toB] = derivative.binaryPullbacks(operation, a, b, y);
    return this.history.record(y, [
      [a, toA],
      [b, toB],
    ]);
  }

  compare(comparison: Comparison, a: Value, b: Value): Value {
    return this.o.compare(comparison, a, b);
  }

  select(condition: Value, a: Value, b: Value): Value {
    const y = this.o.select(condition, a, b);
    return this.history.record(y, [
      [a, (o, g) => o.select(condition, g, scalarLike(o, 0, g))],
      [b, (o, g) => o.select(condition, scalarLike(o, 0, g), g)],
    ]);
  }

  cast(x: Value, dtype: DType): Value {
    return this.history.record(this.o.cast(x, dtype), [[x, (_, g) => g]]);
  }

  reduce(reduction: Reduction, x: Value, axes: readonly number[], keepAxes = false): Value {
    const y = this.o.reduce(reduction, x, axes, keepAxes);
    return this.history.record(y, [[x, derivative.reducePullback(reduction, x, y, axes)]]);
  }

  argMax(x: Value, axis: number): Value {
    return this.o.argMax(x, axis);
  }

  matmul(a: Value, b: Value, options: MatmulOptions = {}): Value {
    const y = this.o.matmul(a, b, options);
    const [toA, toB] = derivative.matmulPullbacks(a, b, options.transposeA ?? false, options.transposeB ?? false);
    return this.history.record(y, [
      [a, toA],
      [b, toB],
    ]);
  }

  reshape(x: Value, shape: Shape): Value {
    return this.history.record(this.o.reshape(x, shape), [[x, (o, g) => o.reshape(g, x.shape)]]);
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    return this.history.record(this.o.transpose(x, permutation), [[x, derivative.transposePullback(permutation)]]);
  }

  broadcast(x: Value, shape: Shape): Value {
    const y = this.o.broadcast(x, shape);
    return this.history.record(y, [[x, derivative.broadcastPullback(x, y)]]);
  }

  slice(x: Value, starts: readonly number[], sizes: Shape): Value {
    const y = this.o.slice(x, starts, sizes);
    return this.history.record(y, [[x, derivative.slicePullback(x, y, starts)]]);
  }

  updateSlice(x: Value, update: Value, axis: number, start: Value): Value {
    const [toX, toUpdate] = derivative.updateSlicePullbacks(x, update, axis, start);
    return this.history.record(this.o.updateSlice(x, update, axis, start), [
      [x, toX],
      [update, toUpdate],
    ]);
  }

  pad(x: Value, before: readonly number[], after: readonly number[], fill = 0): Value {
    return this.history.record(this.o.pad(x, before, after, fill), [[x, derivative.padPullback(x, before)]]);
  }

  concat(values: readonly Value[], axis: number): Value {
    const pullbacks = derivative.concatPullbacks(values, axis);
    return this.history.record(
      this.o.concat(values, axis),
      values.map((value, i) => [value, pullbacks[i]]),
    );
  }

  gatherRows(table: Value, indices: Value): Value {
    const rows = this.o.gatherRows(table, indices);
    return this.history.record(rows, [[table, derivative.gatherRowsPullback(table, indices)]]);
  }

  scatterAddRows(base: Value, indices: Value, updates: Value): Value {
    return this.history.record(this.o.scatterAddRows(base, indices, updates), [
      [base, (_, g) => g],
      [updates, (o, g) => o.gatherRows(g, indices)],
    ]);
  }

  barrier(x: Value): Value {
    return this.history.record(this.o.barrier(x), [[x, (_, g) => g]]);
  }

  stopGradient(x: Value): Value {
    return this.o.stopGradient(x);
  }

  native(op: AnyFusedOp, inputs: ValueRecord, attributes: unknown): NativeCall | undefined {
    return this.o.native(op, inputs, attributes);
  }

  call<I extends ValueRecord, A, O extends ValueRecord>(op: FusedOp<I, A, O>, inputs: I, attributes: A): O {
    const needs = presentEntries(inputs)
      .filter(([, value]) => this.history.needsGradient(value))
      .map(([name]) => name);
    if (needs.length === 0) return this.o.call(op, inputs, attributes);
    if (op.differentiable.length === 0) {
      throw new ShapeError(`${op.name}: has no derivative, but ${needs.join(', ')} need one; stopGradient them first`);
    }
    const native = this.o.native(op, inputs, attributes);
    if (native === undefined) return callReference(this, op, inputs, attributes);
    const forward = native.forward(native.hasBackward);
    const differentiable = op.differentiable.filter((name) => forward.outputs[name] !== undefined);
    const results = differentiable.map((name) => forward.outputs[name]!);
    this.history.remember(results, (cotangents, add) => {
      const given: Record<string, Value> = {};
      for (const name of differentiable) {
        const cotangent = cotangents.get(forward.outputs[name]!);
        if (cotangent !== undefined) given[name] = cotangent;
      }
      const gradients = native.hasBackward
        ? forward.backward(given, needs)
        : this.derivedGradients(op, inputs, attributes, given, needs);
      for (const [name, gradient] of Object.entries(gradients)) add(inputs[name]!, gradient);
    });
    return forward.outputs as O;
  }

  /** Gradients of a kernel without a backward pass of its own: those of the reference, computed again. */
  private derivedGradients<I extends ValueRecord, A, O extends ValueRecord>(
    op: FusedOp<I, A, O>,
    inputs: I,
    attributes: A,
    cotangents: Readonly<Record<string, Value>>,
    needs: readonly string[],
  ): Record<string, Value> {
    const inner = new Tape(this.o, { gradients: new Map() });
    // One value may stand for several inputs; each input gets a value of its own, so that each has its own gradient.
    const apart = Object.fromEntries(needs.map((name) => [name, this.o.stopGradient(inputs[name]!)]));
    const wanted = Object.values(apart);
    wanted.forEach((value) => inner.history.track(value));
    const outputs = callReference(inner, op, { ...inputs, ...apart }, attributes);
    const seeds = new Map(Object.entries(cotangents).map(([name, cotangent]) => [outputs[name]!, cotangent]));
    const gradients = inner.history.pullBack(seeds, wanted);
    return Object.fromEntries(Object.keys(apart).map((name, i) => [name, gradients[i]!]));
  }

  checkpoint<I extends ValueTree, O extends ValueTree>(block: (o: Ops, inputs: I) => O, inputs: I): O {
    const passed = [...new Set(leavesOf(inputs, isValue).map(({ leaf }) => leaf))];
    const wanted = passed.filter((value) => this.history.needsGradient(value));
    const probe = this.blockTape(passed);
    const outputs = block(probe, inputs);
    const leaves = leavesOf(outputs, isValue).map(({ leaf }) => leaf);
    // An input that the block hands through needs no entry: its cotangent reaches it by itself.
    const made = [...leaves.keys()].filter((i) => probe.history.has(leaves[i]!) && !passed.includes(leaves[i]!));
    if (made.length === 0) return outputs;
    const results = made.map((i) => leaves[i]!);
    this.history.remember(results, (cotangents, add) => {
      const again = new Map(passed.map((value) => [value, this.o.barrier(value)]));
      const inputAgain = (value: Value) => again.get(value)!;
      // Now even a passed value must not be used directly: its gradient is that of the recomputed one.
      const inner = this.blockTape([]);
      wanted.forEach((value) => inner.history.track(inputAgain(value)));
      const recomputed = leavesOf(block(inner, mapTree(inputs, inputAgain)), isValue);
      const seeds = new Map<Value, Value>();
      for (const i of made) {
        const cotangent = cotangents.get(leaves[i]!);
        if (cotangent !== undefined) seeds.set(recomputed[i]!.leaf, cotangent);
      }
      const gradients = inner.history.pullBack(seeds, wanted.map(inputAgain));
      wanted.forEach((value, i) => add(value, gradients[i]!));
    });
    return outputs;
  }

  /** A tape for a checkpointed block that refuses values of this tape that were not passed in. */
  private blockTape(passed: readonly Value[]): Tape {
    const allowed = new Set(passed);
    const tape = new Tape(this.o, { gradients: this.history.gradients }, (value) => {
      if (this.history.has(value) && !allowed.has(value)) {
        throw new ShapeError(
          'checkpoint: the block uses a value that needs a gradient and was not passed to it; take it from its inputs',
        );
      }
      this.history.needsGradient(value);
    });
    passed.filter((value) => this.history.has(value)).forEach((value) => tape.history.track(value));
    return tape;
  }
}

function mapTree<T>(tree: T, replace: (value: Value) => Value): T {
  const values = leavesOf(tree, isValue).map(({ leaf }) => replace(leaf));
  return replaceLeaves(tree, isValue, values) as T;
}
