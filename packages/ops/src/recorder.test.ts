import { MissingKernelError, ShapeError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { add, multiply } from './arithmetic.ts';
import type { AnyKernelDeclaration, FusedOp } from './fused-op.ts';
import type { NodeOf } from './graph.ts';
import { layerNorm } from './fused/norm.ts';
import { Recorder } from './recorder.ts';
import type { RecorderHost } from './recorder.ts';
import { Tape } from './tape.ts';
import type { DType, Shape, Value, Variable } from './value.ts';

function recorderWith(host: Partial<RecorderHost> = {}): Recorder {
  return new Recorder({ owns: () => true, kernel: () => undefined, demandNative: false, ...host });
}

const variable = (name: string, shape: Shape = [2]): Variable => ({ kind: 'variable', name, shape, dtype: 'f32' });

describe('operands that do not fit', () => {
  type Call = (o: Recorder, input: (shape: Shape, dtype?: DType) => Value) => unknown;

  it.each<readonly [string, Call]>([
    ['exp: takes f32; got i32[2]', (o, x) => o.unary('exp', x([2], 'i32'))],
    ['not: takes bool; got f32[2]', (o, x) => o.unary('not', x([2]))],
    ['negate: takes f32 or i32; got u32[2]', (o, x) => o.unary('negate', x([2], 'u32'))],
    ['add: operands must have equal shapes and element types; got f32[2], f32[3]', (o, x) =>
      o.binary('add', x([2]), x([3]))],
    ['add: operands must have equal shapes and element types; got f32[2], i32[2]', (o, x) =>
      o.binary('add', x([2]), x([2], 'i32'))],
    ['add: takes f32, i32, u32; got bf16[2]; cast first', (o, x) => o.binary('add', x([2], 'bf16'), x([2], 'bf16'))],
    ['shiftLeft: takes i32, u32; got f32[2]; cast first', (o, x) => o.binary('shiftLeft', x([2]), x([2]))],
    ['xor: takes i32, u32, bool; got f32[2]; cast first', (o, x) => o.binary('xor', x([2]), x([2]))],
    ['less: takes f32, i32 or u32; got bool[2]', (o, x) => o.compare('less', x([2], 'bool'), x([2], 'bool'))],
    ['select: the condition must be bool of the branches\' shape; got f32[2] for f32[2]', (o, x) =>
      o.select(x([2]), x([2]), x([2]))],
    ['reduce sum: axis must be in 0…1; got 2 for f32[2,3]', (o, x) => o.reduce('sum', x([2, 3]), [2])],
    ['reduce maximum: axes repeat in [1,1]', (o, x) => o.reduce('maximum', x([2, 3]), [1, 1])],
    ['reduce sum: takes f32 or i32; got u32[2]', (o, x) => o.reduce('sum', x([2], 'u32'), [0])],
    ['argMax: takes f32; got i32[2]', (o, x) => o.argMax(x([2], 'i32'), 0)],
    ['matmul: the summed axes must be equal; got f32[2,3] × f32[2,3]', (o, x) => o.matmul(x([2, 3]), x([2, 3]))],
    ['matmul: the summed axes must be equal; got f32[2,3]ᵀ × f32[2,3]ᵀ', (o, x) =>
      o.matmul(x([2, 3]), x([2, 3]), { transposeA: true, transposeB: true })],
    ['matmul: operands need equal ranks ≥ 2 and equal leading axes; got f32[2,2,3] × f32[3,3,2]', (o, x) =>
      o.matmul(x([2, 2, 3]), x([3, 3, 2]))],
    ['matmul: operands must share a float type; got f32[2,3] × bf16[3,2]', (o, x) =>
      o.matmul(x([2, 3]), x([3, 2], 'bf16'))],
    ['reshape: sizes must be equal; got f32[6] to [4]', (o, x) => o.reshape(x([6]), [4])],
    ['reshape: a shape is a list of non-negative integers; got [-2,-3]', (o, x) => o.reshape(x([6]), [-2, -3])],
    ['transpose: [0,0] is not a permutation of the axes of f32[2,3]', (o, x) => o.transpose(x([2, 3]), [0, 0])],
    ['broadcast: f32[2] does not repeat to [2,3]', (o, x) => o.broadcast(x([2]), [2, 3])],
    ['slice: start [1], size [2] leave f32[2]', (o, x) => o.slice(x([2]), [1], [2])],
    ['updateSlice: f32[3] does not fit into f32[2] along axis 0', (o, x) =>
      o.updateSlice(x([2]), x([3]), 0, x([], 'i32'))],
    ['updateSlice: start must be i32[]; got f32[]', (o, x) => o.updateSlice(x([2]), x([1]), 0, x([]))],
    ['pad: needs one non-negative number an axis, before and after; got [1], [-1] for f32[2]', (o, x) =>
      o.pad(x([2]), [1], [-1])],
    ['concat: values must agree but for axis 0; got f32[2,3], f32[2,4]', (o, x) =>
      o.concat([x([2, 3]), x([2, 4])], 0)],
    ['concat: needs at least one value', (o) => o.concat([], 0)],
    ['gatherRows: needs a table of rank ≥ 1 and i32 indices; got f32[2,3], f32[2]', (o, x) =>
      o.gatherRows(x([2, 3]), x([2]))],
    ['scatterAddRows: base and updates are f32, updates f32[4,3]; got f32[4] into f32[2,3]', (o, x) =>
      o.scatterAddRows(x([2, 3]), x([4], 'i32'), x([4]))],
    ['randomBits: a key is u32[2]; got i32[2]', (o, x) => o.randomBits(x([2], 'i32'), [3])],
    ['constant: f32[2] needs 2 elements; got 3', (o) => o.constant(new Float32Array(3), { shape: [2], dtype: 'f32' })],
    ['iota: axis must be in 0…0; got 1 for f32[2]', (o) => o.iota([2], 1, 'f32')],
    ['assign: variable v is f32[2]; got f32[3]', (o, x) => o.assign(variable('v'), x([3]))],
    ['add: shapes do not broadcast; got [2], [3]', (o, x) => add(o, x([2]), x([3]))],
    ['exp: an operand is an object, not a value; read variables and make constants first', (o) =>
      o.unary('exp', variable('v') as unknown as Value)],
    ['layerNorm: weight must be [4]; got f32[3]', (o, x) => layerNorm(o, x([2, 4]), { weight: x([3]) })],
  ])('%s', (message, call) => {
    const o = recorderWith();
    const record = () => call(o, (shape, dtype = 'f32') => o.input({ shape, dtype }));
    expect(record).toThrow(ShapeError);
    expect(record).toThrow(message);
  });
});

describe('the graph', () => {
  it('keeps inputs, assignments and what they and the outputs need, in order', () => {
    const o = recorderWith();
    const [x, unused] = [o.input({ shape: [2], dtype: 'f32' }), o.input({ shape: [], dtype: 'f32' })];
    multiply(o, x, unused);
    const sum = add(o, x, 1);
    o.assign(variable('v'), multiply(o, x, 2));
    const graph = o.finish('kept', [sum]);
    expect(graph.nodes.map(({ origin }) => origin)).toEqual([
      'input', 'input', 'constant', 'broadcast', 'add', 'constant', 'broadcast', 'multiply', 'assign',
    ]);
    expect(graph.inputs).toEqual([x, unused]);
    expect(graph.outputs).toEqual([sum]);
  });

  it('copies what constants are made from', () => {
    const o = recorderWith();
    const data = Float32Array.of(1, 2);
    const value = o.constant(data, { shape: [2], dtype: 'f32' });
    data.fill(9);
    const [node] = o.finish('constants', [value]).nodes;
    expect((node as NodeOf<'constant'>).attributes.data).toEqual(Float32Array.of(1, 2));
  });

  it('names the fused op that a node comes from', () => {
    const o = recorderWith();
    const graph = o.finish('named', [layerNorm(o, o.input({ shape: [2, 4], dtype: 'f32' }))]);
    expect(new Set(graph.nodes.map(({ origin }) => origin))).toEqual(new Set(['input', 'layerNorm']));
  });
});

describe('fused ops', () => {
  type Inputs = { x: Value; weight: Value; residual?: Value | undefined };
  /** x · weight + residual */
  const scaleOp: FusedOp<Inputs, { readonly times?: number }, { out: Value; largest: Value }> = {
    name: 'scale',
    differentiable: ['out'],
    infer: ({ x }) => ({ out: x, largest: { shape: [], dtype: 'f32' } }),
    reference(o, { x, weight, residual }) {
      const out = multiply(o, x, weight);
      return { out: residual === undefined ? out : add(o, out, residual), largest: o.reduce('maximum', out, [0]) };
    },
  };
  const inputsOf = (o: Recorder) => ({
    x: o.input({ shape: [3], dtype: 'f32' }), weight: o.input({ shape: [3], dtype: 'f32' }),
  });
  const kernel: AnyKernelDeclaration = {
    supports: ({ x }) => (x!.shape[0] === 3 ? true : 'x must have three elements'),
    backward: {
      saves: () => ({ statistics: { shape: [2], dtype: 'f32' } }),
      uses: ['x', 'weight', 'out'],
      passes: { residual: 'out' },
    },
  };

  it('run their references where there is no kernel, or none for the shapes, and note why', () => {
    const without = recorderWith();
    without.call(scaleOp, inputsOf(without), {});
    expect(without.choices).toEqual([{ op: 'scale', choice: { reference: 'this backend has no kernel for it' } }]);

    const o = recorderWith({ kernel: () => kernel });
    const [x, weight] = [o.input({ shape: [4], dtype: 'f32' }), o.input({ shape: [4], dtype: 'f32' })];
    o.call(scaleOp, { x, weight }, {});
    o.call(scaleOp, inputsOf(o), {});
    expect(o.choices).toEqual([
      { op: 'scale', choice: { reference: 'x must have three elements' } }, { op: 'scale', choice: 'native' },
    ]);
  });

  it('refuse the reference where natives are demanded', () => {
    const o = recorderWith({ demandNative: true });
    expect(() => o.call(scaleOp, inputsOf(o), {})).toThrow(MissingKernelError);
    expect(() => o.call(scaleOp, inputsOf(o), {})).toThrow('scale: a native kernel was demanded, but this backend has');
  });

  it('are held to what infer promises', () => {
    const o = recorderWith();
    const lying: typeof scaleOp = { ...scaleOp, infer: ({ x }) => ({ out: x, largest: x }) };
    expect(() => o.call(lying, inputsOf(o), {})).toThrow(
      'scale: infer promises f32[3] for largest, its reference gives f32[]');
  });

  it('become one node without statistics where no backward pass follows', () => {
    const o = recorderWith({ kernel: () => kernel });
    const { out } = o.call(scaleOp, inputsOf(o), { times: 2 });
    const fused = o.finish('fused', [out]).nodes.at(-1) as NodeOf<'fused'>;
    expect(fused).toMatchObject({
      kind: 'fused', origin: 'scale',
      attributes: {
        attributes: { times: 2 }, inputNames: ['x', 'weight'], outputNames: ['out', 'largest'], savedNames: [],
      },
    });
    expect(fused.outputs.map(({ shape }) => shape)).toEqual([[3], []]);
  });

  it('keep statistics under a tape, for a backward node that reads what the kernel uses', () => {
    const o = recorderWith({ kernel: () => kernel });
    const [weight, gradient] = [variable('weight', [3]), variable('gradient', [3])];
    const tape = new Tape(o, { gradients: new Map([[weight, gradient]]) });
    const x = o.input({ shape: [3], dtype: 'f32' });
    const { out } = tape.call(scaleOp, { x, weight: tape.read(weight) }, {});
    tape.backward(tape.reduce('sum', out, [0]));
    const { nodes } = o.finish('trained', []);
    const forward = nodes.find(({ kind }) => kind === 'fused') as NodeOf<'fused'>;
    const backward = nodes.find(({ kind }) => kind === 'fusedBackward') as NodeOf<'fusedBackward'>;
    expect(forward.attributes.savedNames).toEqual(['statistics']);
    expect(backward).toMatchObject({
      origin: 'scale backward',
      attributes: {
        uses: ['x', 'weight', 'out'], savedNames: ['statistics'], cotangents: ['out'], needs: ['weight'],
      },
    });
    // Operands: x, weight, out, the statistics, the cotangent of out.
    expect(backward.inputs.slice(0, 4)).toEqual([...forward.inputs, forward.outputs[0], forward.outputs[2]]);
    expect(backward.inputs[4]!.shape).toEqual([3]);
    expect(backward.outputs.map(({ shape }) => shape)).toEqual([[3]]);
  });

  it('hand a residual its cotangent without asking the kernel', () => {
    const o = recorderWith({ kernel: () => kernel });
    const [residual, gradient] = [variable('residual', [3]), variable('gradient', [3])];
    const tape = new Tape(o, { gradients: new Map([[residual, gradient]]) });
    const { out } = tape.call(scaleOp, { ...inputsOf(o), residual: tape.read(residual) }, {});
    tape.backward(tape.reduce('sum', out, [0]));
    const { nodes } = o.finish('residual', []);
    expect(nodes.filter(({ kind }) => kind === 'fusedBackward')).toEqual([]);
    expect(nodes.at(-1)).toMatchObject({ kind: 'assign', attributes: { variable: gradient } });
  });
});
