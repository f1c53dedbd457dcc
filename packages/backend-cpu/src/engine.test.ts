import { randomNormal, seedKey } from '@oneday/core';
import { add, adamw, attention, embedding, layerNorm, linear, multiply, scalar, sum, Tape } from '@oneday/ops';
import type { Backend, FusedOp, Value, Variable } from '@oneday/ops';
import { afterEach, describe, expect, it } from 'vitest';
import { cpu, cpuKernel } from './index.ts';
import type { CpuOptions } from './index.ts';

const backends: Backend[] = [];

async function open(options: CpuOptions = {}): Promise<Backend> {
  const backend = await cpu({ threads: 2, ...options });
  backends.push(backend);
  return backend;
}

afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
});

/** One block of a transformer with its optimizer step: every kind of in-place write there is. */
function trainingProgram(backend: Backend) {
  const [batch, time, heads, width, vocabulary] = [3, 17, 2, 32, 29];
  const shapes = {
    tokens: [vocabulary, width],
    norm: [width],
    qkv: [3 * width, width],
    inner: [4 * width, width],
    outer: [width, 4 * width],
  };
  const parameters = new Map(
    Object.entries(shapes).map(([name, shape], i) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      return [
        name,
        backend.variable(
          { name, shape, dtype: 'f32' },
          randomNormal(seedKey(i), size).map((x) => 0.1 * x),
        ),
      ] as const;
    }),
  );
  const like = (role: string) =>
    new Map(
      [...parameters].map(([name, { shape, dtype }]) => [
        name,
        backend.variable({ name: `${role} ${name}`, shape, dtype }),
      ]),
    );
  const [gradients, first, second] = [like('gradient'), like('first'), like('second')];
  const p = (name: string): Variable => parameters.get(name)!;
  const program = backend.program('step', (o, { ids }: { ids: Value }) => {
    const tape = new Tape(o, { gradients: new Map([...parameters].map(([name, v]) => [v, gradients.get(name)!])) });
    const x = embedding(tape, p('tokens'), ids);
    const qkv = linear(tape, layerNorm(tape, x, { weight: p('norm') }), p('qkv'));
    const attended = attention(tape, tape.reshape(qkv, [batch, time, 3, heads, width / heads]), { causal: true });
    const y = add(tape, x, tape.reshape(attended, [batch, time, width]));
    const out = linear(tape, linear(tape, y, p('inner'), { activation: 'gelu' }), p('outer'), { residual: y });
    const loss = sum(tape, multiply(tape, out, out));
    tape.backward(loss);
    for (const [name, parameter] of parameters) {
      const [gradient, m, v] = [gradients.get(name)!, first.get(name)!, second.get(name)!];
      const next = adamw(
        o,
        {
          parameter: o.read(parameter),
          gradient: o.read(gradient),
          firstMoment: o.read(m),
          secondMoment: o.read(v),
          learningRate: scalar(o, 0.01),
          gradientScale: scalar(o, 0.001),
          firstCorrection: scalar(o, 0.5),
          secondCorrection: scalar(o, 0.5),
          apply: o.constant(1, { shape: [], dtype: 'bool' }),
        },
        { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 },
      );
      o.assign(parameter, next.nextParameter);
      o.assign(m, next.nextFirstMoment);
      o.assign(v, next.nextSecondMoment);
      o.assign(gradient, o.broadcast(scalar(o, 0), gradient.shape));
    }
    return { loss };
  });
  const ids = { shape: [batch, time], data: Int32Array.from({ length: batch * time }, (_, i) => (i * 7) % vocabulary) };
  return { parameters, program, ids };
}

async function train(backend: Backend, steps: number) {
  const { parameters, program, ids } = trainingProgram(backend);
  await program.prepare({ ids: { shape: ids.shape, dtype: 'i32' } });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    using loss = program.run({ ids }).loss;
    losses.push((await backend.read(loss))[0]!);
  }
  const values = await Promise.all([...parameters.values()].map((variable) => backend.readVariable(variable)));
  return { losses, values };
}

describe('the cpu backend', () => {
  it('gives the same bits on 1, 2, 3 and 5 threads', async () => {
    const single = await train(await open({ threads: 1 }), 5);
    expect(single.losses[4]).toBeLessThan(single.losses[0]!);
    for (const threads of [2, 3, 5]) expect(await train(await open({ threads }), 5)).toEqual(single);
  });

  it('trains to the losses of the references', async () => {
    const [native, references] = [await train(await open(), 5), await train(await open({ fusedOps: 'references' }), 5)];
    native.losses.forEach((loss, i) => expect(loss / references.losses[i]!).toBeCloseTo(1, 5));
  });

  it('allocates nothing from the second step on', async () => {
    const backend = await open();
    const { program, ids } = trainingProgram(backend);
    await program.prepare({ ids: { shape: ids.shape, dtype: 'i32' } });
    program.run({ ids }).loss.dispose();
    const before = backend.memory();
    for (let step = 0; step < 20; step++) program.run({ ids }).loss.dispose();
    expect(backend.memory()).toEqual(before);
  });

  it('writes a part of a variable without copying the rest', async () => {
    const backend = await open();
    const cache = backend.variable({ name: 'cache', shape: [4, 1000], dtype: 'f32' }, new Float32Array(4000).fill(1));
    const program = backend.program('extend', (o, { row, at }: { readonly row: Value; readonly at: Value }) => {
      o.assign(cache, o.updateSlice(o.read(cache), row, 0, at));
      return { total: sum(o, o.read(cache)) };
    });
    const row = { shape: [1, 1000], data: new Float32Array(1000).fill(3) };
    const at = { shape: [], data: Int32Array.of(2) };
    const { workspaceBytes } = await program.prepare({ row: { ...row, dtype: 'f32' }, at: { ...at, dtype: 'i32' } });
    expect(workspaceBytes).toBeLessThan(2 * 4 * 1000);
    const { total } = program.run({ row, at });
    expect((await backend.read(total))[0]).toBe(6000);
    const rows = await backend.readVariable(cache);
    expect([0, 1, 2, 3].map((i) => rows[1000 * i])).toEqual([1, 1, 3, 1]);
  });

  it('keeps programs apart that share the workspace, also when it grows between their runs', async () => {
    const backend = await open();
    const small = backend.program('small', (o, { x }: { x: Value }) => ({ y: add(o, multiply(o, x, 2), x) }));
    const large = backend.program('large', (o, { x }: { x: Value }) => ({ y: o.transpose(multiply(o, x, 3), [1, 0]) }));
    await small.prepare({ x: { shape: [3], dtype: 'f32' } });
    const run = async () => {
      using y = small.run({ x: { shape: [3], data: Float32Array.of(1, 2, 3) } }).y;
      return [...(await backend.read(y))];
    };
    expect(await run()).toEqual([3, 6, 9]);
    await large.prepare({ x: { shape: [700, 500], dtype: 'f32' } });
    large.run({ x: { shape: [700, 500], data: new Float32Array(350_000) } }).y.dispose();
    expect(await run()).toEqual([3, 6, 9]);
  });

  it('says what is missing when the memory is used up, and stays usable', async () => {
    const backend = await open();
    expect(() => backend.variable({ name: 'huge', shape: [1 << 30, 2], dtype: 'f32' })).toThrow(
      /out of memory: 8192 MiB more/,
    );
    expect(await backend.readVariable(backend.variable({ name: 'small', shape: [2], dtype: 'f32' }))).toEqual(
      new Float32Array(2),
    );
  });

  it('refuses numbers of threads that it cannot run', async () => {
    await expect(cpu({ threads: 0 })).rejects.toThrow('cpu: threads must be an integer in 1…63; got 0');
  });
});

describe('a kernel of a user’s own', () => {
  const scaleOp: FusedOp<{ x: Value }, { readonly factor: number }, { out: Value }> = {
    name: 'scale',
    differentiable: ['out'],
    infer: ({ x }) => ({ out: x }),
    reference: (o, { x }, { factor }) => ({ out: multiply(o, x, factor) }),
  };
  const calls: string[] = [];
  const scaleKernel = cpuKernel(scaleOp, {
    supports: ({ x }) => (x.shape.length === 1 ? true : 'takes vectors only'),
    forward(steps, { inputs: { x }, attributes: { factor }, outputs: { out } }) {
      steps.host([x, out], (from, to) => {
        calls.push('forward');
        from.forEach((value, i) => (to[i] = value * factor));
      });
    },
    backward: {
      saves: () => ({}),
      uses: [],
      emit(steps, { attributes: { factor }, cotangents, gradients }) {
        steps.host([cotangents.out!, gradients.x!.tensor], (from, to) => {
          calls.push('backward');
          from.forEach((value, i) => (to[i] = value * factor));
        });
      },
    },
  });

  it('runs forward and backward where it takes the call, and the reference elsewhere', async () => {
    const backend = await open({ kernels: [scaleKernel] });
    const w = backend.variable({ name: 'w', shape: [3], dtype: 'f32' }, Float32Array.of(1, 2, 3));
    const gradient = backend.variable({ name: 'gradient', shape: [3], dtype: 'f32' });
    const program = backend.program('own', (o) => {
      const tape = new Tape(o, { gradients: new Map([[w, gradient]]) });
      const scaled = tape.call(scaleOp, { x: tape.read(w) }, { factor: 5 }).out;
      tape.call(scaleOp, { x: o.reshape(o.read(w), [3, 1]) }, { factor: 5 });
      tape.backward(sum(tape, scaled));
      return { scaled };
    });
    await program.prepare({});
    using scaled = program.run({}).scaled;
    expect(await backend.read(scaled)).toEqual(Float32Array.of(5, 10, 15));
    expect(await backend.readVariable(gradient)).toEqual(Float32Array.of(5, 5, 5));
    expect(calls).toEqual(['forward', 'backward']);
    expect(backend.kernels.entries()).toEqual([
      { program: 'own', op: 'scale', choice: 'native' },
      { program: 'own', op: 'scale', choice: { reference: 'takes vectors only' } },
    ]);
  });

  it('is missed by name when natives are demanded', async () => {
    const backend = await open({ demandNative: true });
    const program = backend.program('own', (o, { x }: { x: Value }) => o.call(scaleOp, { x }, { factor: 5 }));
    await expect(program.prepare({ x: { shape: [2], dtype: 'f32' } })).rejects.toThrow(
      'own: scale: a native kernel was demanded, but this backend has no kernel for it',
    );
  });
});
