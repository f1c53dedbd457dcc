/** A fused op of a user's own with a kernel for this backend, written in WGSL. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disposeAll, multiply, shapesOf, sizeOf, sum, Tape } from '@oneday/ops';
import type { Backend, FusedOp, Value } from '@oneday/ops';
import { floatBits, gpuKernel, webgpu } from '../src/index.ts';
import type { Shader } from '../src/index.ts';

/** cap · tanh(x / cap): keeps attention scores and logits in (−cap, cap). */
const softcapOp: FusedOp<{ x: Value }, { readonly cap: number }, { out: Value }> = {
  name: 'softcap',
  differentiable: ['out'],
  infer: ({ x }) => ({ out: x }),
  reference: (o, { x }, { cap }) => ({ out: multiply(o, o.unary('tanh', multiply(o, x, 1 / cap)), cap) }),
};

/** Parameter: the cap. */
const softcapShader: Shader = {
  key: 'softcap',
  bindings: [{ name: 'x', type: 'f32' }, { name: 'out', type: 'f32', write: true }],
  body: '  out[i] = pf(0u) * tanh(x[i] / pf(0u));',
};

/** The derivative 1 − (out / cap)² needs the result alone, so the input is freed early. Parameter: the cap. */
const softcapGradientShader: Shader = {
  key: 'softcap gradient',
  bindings: [
    { name: 'out', type: 'f32' }, { name: 'cotangent', type: 'f32' }, { name: 'gradient', type: 'f32', write: true },
  ],
  body: `  let ratio = out[i] / pf(0u);
  gradient[i] = cotangent[i] * (1.0 - ratio * ratio);`,
};

const softcapKernel = gpuKernel(softcapOp, {
  supports: ({ x }) => x.dtype === 'f32' || `x is ${x.dtype}; the kernel computes in f32`,
  forward(steps, { inputs: { x }, attributes: { cap }, outputs: { out } }) {
    steps.dispatch(softcapShader, [x.array, out.array], sizeOf(x.shape), [floatBits(cap)]);
  },
  backward: {
    saves: () => ({}),
    uses: ['out'],
    emit(steps, { used: { out }, attributes: { cap }, cotangents, gradients }) {
      const arrays = [out!.array, cotangents.out!.array, gradients.x!.array];
      steps.dispatch(softcapGradientShader, arrays, sizeOf(out!.shape), [floatBits(cap)]);
    },
  },
});

let backend: Backend;

beforeAll(async () => {
  backend = await webgpu({ kernels: [softcapKernel], demandNative: true });
});

afterAll(() => backend.close());

/** Forward and gradient of the op, or of its reference. */
async function forwardAndGradient(name: string, softcap: (o: Tape, x: Value) => Value) {
  const weight = backend.variable({ name: 'weight', shape: [4], dtype: 'f32' }, Float32Array.of(-60, -1, 0.5, 20));
  const gradient = backend.variable({ name: 'gradient', shape: [4], dtype: 'f32' });
  const program = backend.program(name, (o, { scale }: { readonly scale: Value }) => {
    const tape = new Tape(o, { gradients: new Map([[weight, gradient]]) });
    const out = softcap(tape, multiply(tape, weight, scale));
    tape.backward(sum(tape, out));
    return { out };
  });
  await program.prepare(shapesOf({ scale: 2 }));
  const outputs = program.run({ scale: 2 });
  const numbers = [...await backend.read(outputs.out), ...await backend.readVariable(gradient)];
  disposeAll(outputs);
  return numbers;
}

test('the kernel computes what its reference says, forward and backward', async () => {
  const ours = await forwardAndGradient('softcap', (o, x) => o.call(softcapOp, { x }, { cap: 30 }).out);
  const theirs = await forwardAndGradient('reference', (o, x) => softcapOp.reference(o, { x }, { cap: 30 }).out);
  ours.forEach((number, i) => expect(number).toBeCloseTo(theirs[i]!, 4));
});

test('the run records that it was the kernel', () => {
  expect(backend.kernels.entries()).toEqual([{ program: 'softcap', op: 'softcap', choice: 'native' }]);
});

test('a shader is told how many arrays it takes', async () => {
  const wrong = gpuKernel({ ...softcapOp, name: 'wrong' }, {
    supports: () => true,
    forward: (steps, { inputs: { x }, outputs }) =>
      steps.dispatch(softcapGradientShader, [x.array, outputs.out.array], 1),
  });
  await backend.close();
  backend = await webgpu({ kernels: [wrong] });
  const program = backend.program('wrong', (o, { x }: { readonly x: Value }) => o.call(wrong[0], { x }, { cap: 1 }));
  await expect(program.prepare(shapesOf({ x: 1 }))).rejects
    .toThrow('webgpu: shader softcap gradient takes 3 arrays and at most 61 parameters; got 2 and 0');
});

/** What the compiler refuses. */
export function refused(): void {
  gpuKernel(softcapOp, {
    supports: () => true,
    // @ts-expect-error -- the op has no input `logits`
    forward: (steps, { inputs: { logits }, outputs }) => steps.dispatch(softcapShader, [logits, outputs.out.array], 1),
  });
  // @ts-expect-error -- a kernel has a forward pass
  gpuKernel(softcapOp, { supports: () => true });
  gpuKernel(softcapOp, {
    supports: () => true,
    forward: () => {},
    // @ts-expect-error -- only inputs, outputs and saved statistics reach the backward pass
    backward: { saves: () => ({}), uses: ['cap'], emit: () => {} },
  });
}
