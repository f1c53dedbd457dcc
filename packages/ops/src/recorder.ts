/** Records a program into a graph. Every Ops of every backend is this one: engines see graphs only. */
import { ForeignValueError, MissingKernelError } from '@oneday/core';
import type { TypedArray } from '@oneday/core';
import { specsOf } from './fused-op.ts';
import type { AnyFusedOp, AnyKernelDeclaration, FusedOp, Reason, ValueRecord } from './fused-op.ts';
import type { Graph } from './graph.ts';
import * as infer from './infer.ts';
import { nativeCall } from './native-call.ts';
import type { NativeCall, Ops } from './ops.ts';
import type { BinaryOperation, Comparison, MatmulOptions, Reduction, UnaryOperation } from './primitives.ts';
import { callReference } from './reference.ts';
import { Trace } from './trace.ts';
import { sameSpec } from './tree.ts';
import { describe, sizeOf } from './value.ts';
import type { DType, Shape, Spec, Value, Variable } from './value.ts';

/** How a fused op was carried out in a program. */
export interface KernelChoice {
  readonly op: string;
  /** `native`, or why the reference ran. */
  readonly choice: 'native' | { readonly reference: Reason };
}

/** What a recorder asks of the backend it records for. */
export interface RecorderHost {
  /** Whether the backend made `variable` and has not freed it. */
  owns(variable: Variable): boolean;
  /** The engine's kernel for `op`, if it has one. */
  kernel(op: AnyFusedOp): AnyKernelDeclaration | undefined;
  /** Whether a call without a native kernel throws `MissingKernelError`. */
  readonly demandNative: boolean;
}

/** Records one program. Its methods are those of {@link Ops}; `finish` gives the graph. */
export class Recorder implements Ops {
  /** How each fused op was carried out, in order. */
  readonly choices: KernelChoice[] = [];
  private readonly host: RecorderHost;
  private readonly trace = new Trace();

  constructor(host: RecorderHost) {
    this.host = host;
  }

  /** A value that is fed at every run. */
  input(spec: Spec): Value {
    return this.trace.input(spec);
  }

  /** The graph that leads to `outputs`. */
  finish(name: string, outputs: readonly Value[]): Graph {
    return this.trace.finish(name, outputs);
  }

  read(variable: Variable): Value {
    this.requireOwn('read', variable);
    return this.trace.read(variable);
  }

  assign(variable: Variable, next: Value): void {
    this.requireOwn('assign', variable);
    infer.requireFit(
      sameSpec(variable, next),
      () => `assign: variable ${variable.name} is ${describe(variable)}; got ${describe(next)}`,
    );
    this.trace.assign(variable, next);
  }

  constant(data: TypedArray | number, spec: Spec): Value {
    infer.requireShape('constant', spec.shape);
    const copy = typeof data === 'number' ? filled(spec.dtype, data, sizeOf(spec.shape)) : data.slice();
    infer.requireFit(
      copy.length === sizeOf(spec.shape),
      () => `constant: ${describe(spec)} needs ${sizeOf(spec.shape)} elements; got ${copy.length}`,
    );
    return this.trace.one('constant', { data: copy }, [], spec);
  }

  iota(shape: Shape, axis: number, dtype: 'f32' | 'i32' | 'u32'): Value {
    infer.requireShape('iota', shape);
    infer.requireAxis('iota', { shape, dtype }, axis);
    return this.trace.one('iota', { axis }, [], { shape, dtype });
  }

  randomBits(key: Value, shape: Shape): Value {
    infer.requireShape('randomBits', shape);
    infer.requireFit(
      sameSpec(key, { shape: [2], dtype: 'u32' }),
      () => `randomBits: a key is u32[2]; got ${describe(key)}`,
    );
    return this.trace.one('randomBits', {}, [key], { shape, dtype: 'u32' });
  }

  unary(operation: UnaryOperation, x: Value): Value {
    return this.trace.one('unary', { operation }, [x], infer.inferUnary(operation, x), operation);
  }

  binary(operation: BinaryOperation, a: Value, b: Value): Value {
    return this.trace.one('binary', { operation }, [a, b], infer.inferBinary(operation, a, b), operation);
  }

  compare(comparison: Comparison, a: Value, b: Value): Value {
    return this.trace.one('compare', { comparison }, [a, b], infer.inferCompare(comparison, a, b), comparison);
  }

  select(condition: Value, a: Value, b: Value): Value {
    return this.trace.one('select', {}, [condition, a, b], infer.inferSelect(condition, a, b));
  }

  cast(x: Value, dtype: DType): Value {
    return this.trace.one('cast', { dtype }, [x], { shape: x.shape, dtype });
  }

  reduce(reduction: Reduction, x: Value, axes: readonly number[], keepAxes = false): Value {
    const result = infer.inferReduce(reduction, x, axes, keepAxes);
    return this.trace.one('reduce', { reduction, axes, keepAxes }, [x], result);
  }

  argMax(x: Value, axis: number): Value {
    infer.requireAxis('argMax', x, axis);
    infer.requireFit(x.dtype === 'f32', () => `argMax: takes f32; got ${describe(x)}`);
    return this.trace.one('argMax', { axis }, [x], { shape: x.shape.filter((_, i) => i !== axis), dtype: 'i32' });
  }

  matmul(a: Value, b: Value, { transposeA = false, transposeB = false }: MatmulOptions = {}): Value {
    const result = infer.inferMatmul(a, b, transposeA, transposeB);
    return this.trace.one('matmul', { transposeA, transposeB }, [a, b], result);
  }

  reshape(x: Value, shape: Shape): Value {
    return this.trace.sharing(x, this.trace.one('reshape', {}, [x], infer.inferReshape(x, shape)));
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    return this.trace.one('transpose', { permutation }, [x], infer.inferTranspose(x, permutation));
  }

  broadcast(x: Value, shape: Shape): Value {
    return this.trace.one('broadcast', {}, [x], infer.inferBroadcast(x, shape));
  }

  slice(x: Value, starts: readonly number[], sizes: Shape): Value {
    return this.trace.one('slice', { starts }, [x], infer.inferSlice(x, starts, sizes));
  }

  updateSlice(x: Value, update: Value, axis: number, start: Value): Value {
    return this.trace.one('updateSlice', { axis }, [x, update, start], infer.inferUpdateSlice(x, update, axis, start));
  }

  pad(x: Value, before: readonly number[], after: readonly number[], fill = 0): Value {
    return this.trace.one('pad', { before, after, fill }, [x], infer.inferPad(x, before, after));
  }

  concat(values: readonly Value[], axis: number): Value {
    return this.trace.one('concat', { axis }, values, infer.inferConcat(values, axis));
  }

  gatherRows(table: Value, indices: Value): Value {
    return this.trace.one('gatherRows', {}, [table, indices], infer.inferGatherRows(table, indices));
  }

  scatterAddRows(base: Value, indices: Value, updates: Value): Value {
    const result = infer.inferScatterAddRows(base, indices, updates);
    return this.trace.one('scatterAddRows', {}, [base, indices, updates], result);
  }

  barrier(x: Value): Value {
    return this.trace.sharing(x, this.trace.one('barrier', {}, [x], x));
  }

  stopGradient(x: Value): Value {
    return this.reshape(x, x.shape);
  }

  call<I extends ValueRecord, A, O extends ValueRecord>(op: FusedOp<I, A, O>, inputs: I, attributes: A): O {
    const native = this.native(op as AnyFusedOp, inputs, attributes);
    if (native !== undefined) return native.forward(false).outputs as O;
    return this.trace.within(op.name, () => callReference(this, op, inputs, attributes));
  }

  checkpoint<I, O>(block: (o: Ops, inputs: I) => O, inputs: I): O {
    return block(this, inputs);
  }

  native(op: AnyFusedOp, inputs: ValueRecord, attributes: unknown): NativeCall | undefined {
    op.infer(specsOf(inputs), attributes);
    const kernel = this.host.kernel(op);
    const support = kernel?.supports(specsOf(inputs), attributes) ?? 'this backend has no kernel for it';
    this.choices.push({ op: op.name, choice: support === true ? 'native' : { reference: support } });
    if (kernel !== undefined && support === true) {
      return nativeCall({ trace: this.trace, op, kernel, inputs, attributes });
    }
    if (this.host.demandNative) {
      throw new MissingKernelError(`${op.name}: a native kernel was demanded, but ${support}`);
    }
    return undefined;
  }

  private requireOwn(op: string, variable: Variable): void {
    if (this.host.owns(variable)) return;
    throw new ForeignValueError(`${op}: variable ${variable.name} is another backend's, or was freed`);
  }
}

function filled(dtype: DType, value: number, size: number): TypedArray {
  if (dtype === 'i32') return new Int32Array(size).fill(value);
  if (dtype === 'u32') return new Uint32Array(size).fill(value);
  if (dtype === 'bool') return new Uint8Array(size).fill(value ? 1 : 0);
  return new Float32Array(size).fill(value);
}
