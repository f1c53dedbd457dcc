/** A fused op of a user's own with a kernel for this backend, written in plain TypeScript. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disposeAll, multiply, shapesOf, sum, Tape } from '@oneday/ops';
import type { Backend, FusedOp, Ops, Value } from '@oneday/ops';
import { cpu, cpuKernel } from '../src/index.ts';

/** cap · tanh(x / cap): keeps attention scores and logits in (−cap, cap). */
const softcapOp: FusedOp<{ x: Value }, { readonly cap: number }, { out: Value }> = {
  name: 'softcap',
  differentiable: ['out'],
  infer: ({ x }) => ({ out: x }),
  reference: (o, { x }, { cap }) => ({ out: multiply(o, o.unary('tanh', multiply(o, x, 1 / cap)), cap) }),
};

function softcap(o: Ops, x: Value, cap: number): Value {
  return o.call(softcapOp, { x }, { cap }).out;
}

/** The derivative 1 − (out / cap)² needs the result alone, so the input is freed early. */
const softcapKernel = cpuKernel(softcapOp, {
  supports: ({ x }) => x.dtype === 'f32' || `x is ${x.dtype}; the kernel computes in f32`,
  forward(steps, { inputs: { x }, attributes: { cap }, outputs: { out } }) {
    steps.host([x, out], (from, to) => from.forEach((number, i) => (to[i] = cap * Math.tanh(number / cap))));
  },
  backward: {
    saves: () => ({}),
    uses: ['out'],
    emit(steps, { used, attributes: { cap }, cotangents, gradients }) {
      steps.host([used.out!, cotangents.out!, gradients.x!.tensor], (out, cotangent, gradient) =>
        out.forEach((number, i) => (gradient[i] = cotangent[i]! * (1 - (number / cap) ** 2))));
    },
  },
});

let native: Backend;
let reference: Backend;

beforeAll(async () => {
  native = await cpu({ threads: 1, kernels: [softcapKernel], demandNative: true });
  reference = await cpu({ threads: 1, fusedOps: 'references' });
});

afterAll(async () => {
  await native.close();
  await reference.close();
});

async function forwardAndGradient(backend: Backend) {
  const weight = backend.variable({ name: 'weight', shape: [4], dtype: 'f32' }, Float32Array.of(-60, -1, 0.5, 20));
  const gradient = backend.variable({ name: 'gradient', shape: [4], dtype: 'f32' });
  const program = backend.program('softcap', (o, { scale }: { readonly scale: Value }) => {
    const tape = new Tape(o, { gradients: new Map([[weight, gradient]]) });
    const out = softcap(tape, multiply(tape, weight, scale), 30);
    tape.backward(sum(tape, out));
    return { out };
  });
  await program.prepare(shapesOf({ scale: 2 }));
  const outputs = program.run({ scale: 2 });
  const out = [...await backend.read(outputs.out)];
  disposeAll(outputs);
  return { out, gradient: [...await backend.readVariable(gradient)] };
}

test('the kernel computes what its reference says, forward and backward', async () => {
  const [ours, theirs] = [await forwardAndGradient(native), await forwardAndGradient(reference)];
  ours.out.forEach((number, i) => expect(number).toBeCloseTo(theirs.out[i]!, 4));
  ours.gradient.forEach((number, i) => expect(number).toBeCloseTo(theirs.gradient[i]!, 4));
});

test('the run records which of the two it was', () => {
  expect(native.kernels.entries()).toEqual([{ program: 'softcap', op: 'softcap', choice: 'native' }]);
  expect(reference.kernels.entries()).toEqual([
    { program: 'softcap', op: 'softcap', choice: { reference: 'this backend has no kernel for it' } },
  ]);
});

/** What the compiler refuses. */
export function refused(): void {
  cpuKernel(softcapOp, {
    supports: () => true,
    // @ts-expect-error -- the op has no input `logits`
    forward: (steps, { inputs: { logits }, outputs }) => steps.host([logits, outputs.out], () => {}),
  });
  cpuKernel(softcapOp, {
    supports: () => true,
    // @ts-expect-error -- nor an attribute `limit`
    forward: (steps, { attributes: { limit }, outputs }) => steps.host([outputs.out], (out) => out.fill(limit)),
  });
  // @ts-expect-error -- a kernel has a forward pass
  cpuKernel(softcapOp, { supports: () => true });
  cpuKernel(softcapOp, {
    supports: () => true,
    forward: () => {},
    // @ts-expect-error -- only inputs, outputs and saved statistics reach the backward pass
    backward: { saves: () => ({}), uses: ['cap'], emit: () => {} },
  });
}
