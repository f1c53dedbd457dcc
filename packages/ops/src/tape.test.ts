import { describe, expect, it } from 'vitest';
import { add, multiply, sum } from './arithmetic.ts';
import type { AnyKernelDeclaration, FusedOp } from './fused-op.ts';
import type { Node } from './graph.ts';
import { Recorder } from './recorder.ts';
import { Tape } from './tape.ts';
import type { Shape, Value, Variable } from './value.ts';

const variable = (name: string, shape: Shape = [3]): Variable => ({ kind: 'variable', name, shape, dtype: 'f32' });
const [weight, gradient, frozen] = [variable('weight'), variable('gradient of weight'), variable('frozen')];
const gradients = new Map([[weight, gradient]]);

function recorderWith(kernel?: AnyKernelDeclaration): Recorder {
  return new Recorder({ owns: () => true, kernel: () => kernel, demandNative: false });
}

/** The nodes that a backward pass through `loss` leads to. */
function recorded(loss: (tape: Tape) => Value, kernel?: AnyKernelDeclaration): readonly Node[] {
  const o = recorderWith(kernel);
  const tape = new Tape(o, { gradients });
  tape.backward(loss(tape));
  return o.finish('test', []).nodes;
}

/** Names of the variables that are assigned, in order. */
function assigned(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => (node.kind === 'assign' ? [node.attributes.variable.name] : []));
}

describe('backward', () => {
  it('adds to the gradient variable by read, add, assign: what engines do in place', () => {
    const nodes = recorded((tape) => sum(tape, tape.read(weight)));
    expect(nodes.slice(-3)).toMatchObject([
      { kind: 'read', attributes: { variable: gradient } }, { kind: 'binary', attributes: { operation: 'add' } },
      { kind: 'assign', attributes: { variable: gradient } },
    ]);
    expect(nodes.at(-1)!.inputs).toEqual(nodes.at(-2)!.outputs);
  });

  it('adds once for each reading of a parameter, the last reading first', () => {
    const nodes = recorded((tape) =>
      sum(tape, add(tape, tape.unary('sin', tape.read(weight)), tape.unary('cos', tape.read(weight)))));
    expect(assigned(nodes)).toEqual([gradient.name, gradient.name]);
    // The derivative of the cosine is made of the sine, and the other way round.
    const order = nodes.map(({ origin }) => origin).filter((origin) => ['sin', 'cos', 'assign'].includes(origin));
    expect(order).toEqual(['sin', 'assign', 'cos', 'assign']);
  });

  it('leads nowhere from a loss that no parameter is part of', () => {
    expect(recorded((tape) => sum(tape, tape.read(frozen)))).toEqual([]);
  });

  it('asks for nothing that only a frozen parameter needs', () => {
    const nodes = recorded((tape) => {
      const both = multiply(tape, tape.read(weight), tape.read(frozen));
      return sum(tape, both);
    });
    // One product forwards, dead by now; one backwards, for the weight: its cotangent times what is frozen.
    const products = nodes.filter((node) => node.kind === 'binary' && node.attributes.operation === 'multiply');
    expect(products).toHaveLength(1);
    expect(assigned(nodes)).toEqual([gradient.name]);
  });

  it('stops at stopGradient, comparisons, integers and rounding to integers', () => {
    const stops: ((tape: Tape, x: Value) => Value)[] = [
      (tape, x) => tape.stopGradient(x),
      (tape, x) => tape.cast(tape.compare('greater', x, x), 'f32'),
      (tape, x) => tape.cast(tape.cast(x, 'i32'), 'f32'),
      (tape, x) => tape.unary('floor', x),
      (tape, x) => tape.unary('sign', x),
    ];
    for (const stop of stops) expect(recorded((tape) => sum(tape, stop(tape, tape.read(weight))))).toEqual([]);
  });

  it('leaves the tape empty', () => {
    const o = recorderWith();
    const tape = new Tape(o, { gradients });
    const loss = sum(tape, multiply(tape, weight, 2));
    tape.backward(loss);
    const before = o.finish('before', []).nodes.length;
    tape.backward(loss);
    expect(o.finish('after', []).nodes.length).toBe(before);
  });
});

describe('a kernel without a backward pass', () => {
  const sumOp: FusedOp<{ a: Value; b: Value }, object, { out: Value }> = {
    name: 'weighted',
    differentiable: ['out'],
    infer: ({ a }) => ({ out: a }),
    reference: (o, { a, b }) => ({ out: add(o, multiply(o, a, 2), multiply(o, b, 5)) }),
  };

  it('has the reference’s derivative, for each input its own even where they are one value', () => {
    const nodes = recorded((tape) => {
      const x = tape.read(weight);
      return sum(tape, tape.call(sumOp, { a: x, b: x }, {}).out);
    }, { supports: () => true });
    const constants = nodes.filter((node) => node.kind === 'constant').map(({ attributes }) => attributes.data[0]);
    expect(assigned(nodes)).toEqual([gradient.name, gradient.name]);
    // The loss's own cotangent, and the factor of each input, once.
    expect(constants.sort()).toEqual([1, 2, 5]);
  });
});

describe('checkpointed blocks', () => {
  it('are recorded again behind barriers, so that nothing of the first time is kept', () => {
    const o = recorderWith();
    const tape = new Tape(o, { gradients });
    const block = (inner: Parameters<Parameters<Tape['checkpoint']>[0]>[0], { x }: { x: Value }) =>
      inner.unary('exp', inner.unary('sin', x));
    const x = multiply(tape, weight, 2);
    const loss = sum(tape, tape.checkpoint(block, { x }));
    tape.backward(loss);
    const { nodes } = o.finish('test', [loss]);
    const operations = (name: string) =>
      nodes.filter((node) => node.kind === 'unary' && node.attributes.operation === name);
    expect([operations('sin').length, operations('exp').length]).toEqual([2, 2]);
    const barrier = nodes.find(({ kind }) => kind === 'barrier')!;
    expect(barrier.inputs).toEqual([x]);
    expect(operations('sin')[1]!.inputs).toEqual(barrier.outputs);
  });

  it('that use only frozen values are run once', () => {
    const o = recorderWith();
    const tape = new Tape(o, { gradients });
    const y = tape.checkpoint((inner, { x }: { x: Value }) => inner.unary('exp', x), { x: tape.read(frozen) });
    tape.backward(sum(tape, multiply(tape, y, weight)));
    expect(o.finish('test', []).nodes.filter(({ kind }) => kind === 'barrier')).toEqual([]);
  });
});
