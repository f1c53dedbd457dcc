/** Records a program into a graph. Every Ops of every backend is this one: engines see graphs only. */
import { ForeignValueError, MissingKernelError, ShapeError, StaleReadError } from '@oneday/core';
import type { TypedArray } from '@oneday/core';
import { presentEntries, specsOf } from './fused-op.ts';
import type { AnyFusedOp, AnyKernelDeclaration, FusedOp, Reason, ValueRecord } from './fused-op.ts';
import { liveNodes } from './graph.ts';
import type { Graph, Node, NodeAttributes, NodeKind } from './graph.ts';
import * as infer from './infer.ts';
import type { NativeCall, NativeForward, Ops } from './ops.ts';
import type { BinaryOperation, Comparison, MatmulOptions, Reduction, UnaryOperation } from './primitives.ts';
import { sameSpec } from './tree.ts';
import { describe, sizeOf, Value } from './value.ts';
import type { DType, Shape, Spec, Variable } from './value.ts';

/** How a fused op was carried out in a program. */
export interface KernelChoice {
  readonly op: string;
  /** `native`, or why the reference ran. */
  readonly choice: 'native' | { readonly reference: Reason };
}

/** What a recorder asks of the engine. */
export interface KernelSource {
  /** The engine's kernel for `op`, if it has one. */
  kernel(op: AnyFusedOp): AnyKernelDeclaration | undefined;
  /** Whether a call without a native kernel throws `MissingKernelError`. */
  readonly demandNative: boolean;
}

/** Records one program. Its methods are those of {@link Ops}; `finish` gives the graph. */
export class Recorder implements Ops {
  private readonly kernels: KernelSource;
  private readonly nodes: Node[] = [];
  private readonly inputs: Value[] = [];
  /** For reads, and what shares their memory: the variable and its number of assignments at that time. */
  private readonly reads = new Map<Value, { readonly variable: Variable; readonly version: number }>();
  private readonly versions = new Map<Variable, number>();
  private readonly origins: string[] = [];
  private valueCount = 0;
  readonly choices: KernelChoice[] = [];

  constructor(kernels: KernelSource) {
    this.kernels = kernels;
  }

  /** A value that is fed at every run. */
  input(spec: Spec): Value {
    const value = this.add('input', { index: this.inputs.length }, [], [spec])[0]!;
    this.inputs.push(value);
    return value;
  }

  /** The graph that leads to `outputs`. */
  finish(name: string, outputs: readonly Value[]): Graph {
    outputs.forEach((value) => this.check('output', value));
    return { name, nodes: liveNodes(this.nodes, outputs), inputs: this.inputs, outputs, valueCount: this.valueCount };
  }

  read(variable: Variable): Value {
    const value = this.one('read', { variable }, [], variable);
    this.reads.set(value, { variable, version: this.versions.get(variable) ?? 0 });
    return value;
  }

  assign(variable: Variable, next: Value): void {
    infer.require(sameSpec(variable, next), () =>
      `assign: variable ${variable.name} is ${describe(variable)}; got ${describe(next)}`);
    this.add('assign', { variable }, [next], []);
    this.versions.set(variable, (this.versions.get(variable) ?? 0) + 1);
  }

  constant(data: TypedArray | number, spec: Spec): Value {
    infer.requireShape('constant', spec.shape);
    const copy = typeof data === 'number' ? filled(spec.dtype, data, sizeOf(spec.shape)) : data.slice();
    infer.require(copy.length === sizeOf(spec.shape), () =>
      `constant: ${describe(spec)} needs ${sizeOf(spec.shape)} elements; got ${copy.length}`);
    return this.one('constant', { data: copy }, [], spec);
  }

  iota(shape: Shape, axis: number, dtype: 'f32' | 'i32' | 'u32'): Value {
    infer.requireShape('iota', shape);
    infer.requireAxis('iota', { shape, dtype }, axis);
    return this.one('iota', { axis }, [], { shape, dtype });
  }

  randomBits(key: Value, shape: Shape): Value {
    infer.requireShape('randomBits', shape);
    infer.require(sameSpec(key, { shape: [2], dtype: 'u32' }), () => `randomBits: a key is u32[2]; got ${describe(key)}`);
    return this.one('randomBits', {}, [key], { shape, dtype: 'u32' });
  }

  unary(operation: UnaryOperation, x: Value): Value {
    return this.one('unary', { operation }, [x], infer.inferUnary(operation, x), operation);
  }

  binary(operation: BinaryOperation, a: Value, b: Value): Value {
    return this.one('binary', { operation }, [a, b], infer.inferBinary(operation, a, b), operation);
  }

  compare(comparison: Comparison, a: Value, b: Value): Value {
    return this.one('compare', { comparison }, [a, b], infer.inferCompare(comparison, a, b), comparison);
  }

  select(condition: Value, a: Value, b: Value): Value {
    return this.one('select', {}, [condition, a, b], infer.inferSelect(condition, a, b));
  }

  cast(x: Value, dtype: DType): Value {
    return this.one('cast', { dtype }, [x], { shape: x.shape, dtype });
  }

  reduce(reduction: Reduction, x: Value, axes: readonly number[], keepAxes = false): Value {
    return this.one('reduce', { reduction, axes, keepAxes }, [x], infer.inferReduce(reduction, x, axes, keepAxes));
  }

  argMax(x: Value, axis: number): Value {
    infer.requireAxis('argMax', x, axis);
    infer.require(x.dtype === 'f32', () => `argMax: takes f32; got ${describe(x)}`);
    return this.one('argMax', { axis }, [x], { shape: x.shape.filter((_, i) => i !== axis), dtype: 'i32' });
  }

  matmul(a: Value, b: Value, { transposeA = false, transposeB = false }: MatmulOptions = {}): Value {
    return this.one('matmul', { transposeA, transposeB }, [a, b], infer.inferMatmul(a, b, transposeA, transposeB));
  }

  reshape(x: Value, shape: Shape): Value {
    return this.sharing(x, this.one('reshape', {}, [x], infer.inferReshape(x, shape)));
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    return this.one('transpose', { permutation }, [x], infer.inferTranspose(x, permutation));
  }

  broadcast(x: Value, shape: Shape): Value {
    return this.one('broadcast', {}, [x], infer.inferBroadcast(x, shape));
  }

  slice(x: Value, starts: readonly number[], sizes: Shape): Value {
    return this.one('slice', { starts }, [x], infer.inferSlice(x, starts, sizes));
  }

  updateSlice(x: Value, update: Value, axis: number, start: Value): Value {
    return this.one('updateSlice', { axis }, [x, update, start], infer.inferUpdateSlice(x, update, axis, start));
  }

  pad(x: Value, before: readonly number[], after: readonly number[], fill = 0): Value {
    return this.one('pad', { before, after, fill }, [x], infer.inferPad(x, before, after));
  }

  concat(values: readonly Value[], axis: number): Value {
    return this.one('concat', { axis }, values, infer.inferConcat(values, axis));
  }

  gatherRows(table: Value, indices: Value): Value {
    return this.one('gatherRows', {}, [table, indices], infer.inferGatherRows(table, indices));
  }

  scatterAddRows(base: Value, indices: Value, updates: Value): Value {
    return this.one('scatterAddRows', {}, [base, indices, updates], infer.inferScatterAddRows(base, indices, updates));
  }

  barrier(x: Value): Value {
    return this.sharing(x, this.one('barrier', {}, [x], x));
  }

  stopGradient(x: Value): Value {
    return this.reshape(x, x.shape);
  }

  call<I extends ValueRecord, A, O extends ValueRecord>(op: FusedOp<I, A, O>, inputs: I, attributes: A): O {
    const anyOp = op as AnyFusedOp;
    const native = this.native(anyOp, inputs, attributes);
    if (native !== undefined) return native.forward(false).outputs as O;
    return this.within(op.name, () => checkedReference(this, op, inputs, attributes));
  }

  checkpoint<I, O>(block: (o: Ops, inputs: I) => O, inputs: I): O {
    return block(this, inputs);
  }

  native(op: AnyFusedOp, inputs: ValueRecord, attributes: unknown): NativeCall | undefined {
    const outputSpecs = op.infer(specsOf(inputs), attributes) as ReturnType<typeof specsOf>;
    const kernel = this.kernels.kernel(op);
    const support = kernel?.supports(specsOf(inputs), attributes) ?? 'this backend has no kernel for it';
    this.choices.push({ op: op.name, choice: support === true ? 'native' : { reference: support } });
    if (support !== true && this.kernels.demandNative) {
      throw new MissingKernelError(`${op.name}: a native kernel was demanded, but ${support}`);
    }
    if (support !== true || kernel === undefined) return undefined;
    return {
      hasBackward: kernel.backward !== undefined,
      forward: (save) => this.nativeForward(op, kernel, inputs, attributes, outputSpecs as Record<string, Spec>, save),
    };
  }

  /** Records `record` with its nodes marked as coming from `origin`. */
  within<T>(origin: string, record: () => T): T {
    this.origins.push(origin);
    try {
      return record();
    } finally {
      this.origins.pop();
    }
  }

  /** `value` may lie in the memory of `x`, so it goes stale with it. */
  private sharing(x: Value, value: Value): Value {
    const read = this.reads.get(x);
    if (read !== undefined) this.reads.set(value, read);
    return value;
  }

  private nativeForward(
    op: AnyFusedOp, kernel: AnyKernelDeclaration, inputs: ValueRecord, attributes: unknown,
    outputSpecs: Record<string, Spec>, save: boolean,
  ): NativeForward {
    const present = presentEntries(inputs);
    const saves = save && kernel.backward ? kernel.backward.saves(specsOf(inputs), attributes) : {};
    const [outputNames, savedNames] = [Object.keys(outputSpecs), Object.keys(saves)];
    const call = { op, attributes, inputNames: present.map(([name]) => name), outputNames, savedNames };
    const specs = [...Object.values(outputSpecs), ...Object.values(saves)];
    const results = this.add('fused', call, present.map(([, value]) => value), specs, op.name);
    const outputs = Object.fromEntries(outputNames.map((name, i) => [name, results[i]!]));
    const saved = results.slice(outputNames.length);
    const known = new Map<string, Value>([...present, ...presentEntries(outputs)]);
    return {
      outputs,
      backward: (cotangents, needs) => {
        const passes: { readonly [input: string]: string | undefined } = kernel.backward!.passes ?? {};
        const computed = needs.filter((name) => passes[name] === undefined);
        const gradients = computed.length === 0 ? [] : this.nativeBackward(op, kernel, attributes, known, savedNames, saved, cotangents, computed);
        const passed = needs.filter((name) => passes[name] !== undefined).map((name) => [name, cotangents[passes[name]!]!]);
        return Object.fromEntries([...computed.map((name, i) => [name, gradients[i]!]), ...passed]) as Record<string, Value>;
      },
    };
  }

  private nativeBackward(
    op: AnyFusedOp, kernel: AnyKernelDeclaration, attributes: unknown, known: ReadonlyMap<string, Value>,
    savedNames: readonly string[], saved: readonly Value[], cotangents: Readonly<Record<string, Value>>, needs: readonly string[],
  ): Value[] {
    const uses = kernel.backward!.uses.filter((name) => known.has(name));
    const values = [...uses.map((name) => known.get(name)!), ...saved, ...Object.values(cotangents)];
    const call = { op, attributes, uses, savedNames, cotangents: Object.keys(cotangents), needs };
    const gradients = needs.map((name): Spec => ({ shape: known.get(name)!.shape, dtype: 'f32' }));
    return this.add('fusedBackward', call, values, gradients, `${op.name} backward`);
  }

  private one<K extends NodeKind>(
    kind: K, attributes: NodeAttributes[K], inputs: readonly Value[], output: Spec, name: string = kind,
  ): Value {
    return this.add(kind, attributes, inputs, [output], name)[0]!;
  }

  private add<K extends NodeKind>(
    kind: K, attributes: NodeAttributes[K], inputs: readonly Value[], outputs: readonly Spec[], name: string = kind,
  ): Value[] {
    const origin = this.origins.at(-1) ?? name;
    inputs.forEach((value) => this.check(origin, value));
    const values = outputs.map((spec) => new Value(spec, this.valueCount++, this));
    this.nodes.push({ kind, attributes, inputs: [...inputs], outputs: values, origin } as unknown as Node);
    return values;
  }

  private check(origin: string, value: Value): void {
    if (!(value instanceof Value)) {
      throw new ShapeError(`${origin}: an operand is ${typeof value === 'object' ? 'an object' : String(value)}, not a value; read variables and make constants first`);
    }
    if (value.trace !== this) {
      throw new ForeignValueError(`${origin}: ${describe(value)} belongs to another program; pass it as an input`);
    }
    const read = this.reads.get(value);
    if (read !== undefined && read.version !== (this.versions.get(read.variable) ?? 0)) {
      throw new StaleReadError(`${origin}: variable ${read.variable.name} was read before it was assigned; read it again`);
    }
  }
}

/** Runs a fused op's reference and holds its result to `infer`. */
export function checkedReference<I extends ValueRecord, A, O extends ValueRecord>(
  o: Ops, op: FusedOp<I, A, O>, inputs: I, attributes: A,
): O {
  const outputs = op.reference(o, inputs, attributes);
  for (const [name, spec] of Object.entries(op.infer(specsOf(inputs), attributes)) as [string, Spec | undefined][]) {
    const value = outputs[name];
    infer.require((spec === undefined) === (value === undefined) && (value === undefined || sameSpec(value, spec!)), () =>
      `${op.name}: its reference gives ${value ? describe(value) : 'nothing'} for ${name}, infer says ${spec ? describe(spec) : 'nothing'}`);
  }
  return outputs;
}

function filled(dtype: DType, value: number, size: number): TypedArray {
  if (dtype === 'i32') return new Int32Array(size).fill(value);
  if (dtype === 'u32') return new Uint32Array(size).fill(value);
  if (dtype === 'bool') return new Uint8Array(size).fill(value ? 1 : 0);
  return new Float32Array(size).fill(value);
}
