/** A small training: lines through points, by gradient descent. */
import { add, multiply, subtract, sum, Tape } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';

const points = 64;
const x = Float32Array.from({ length: points }, (_, i) => i / points);
const y = x.map((number) => 3 * number - 1);

interface Inputs {
  readonly x: Value;
  readonly y: Value;
  readonly rate: Value;
}

/** The losses of so many steps. */
export async function descend(backend: Backend, steps: number): Promise<number[]> {
  const scalar = (name: string) => backend.variable({ name, shape: [], dtype: 'f32' });
  const [slope, offset, slopeGradient, offsetGradient] = ['slope', 'offset', 'd slope', 'd offset'].map(scalar);
  const gradients = new Map([[slope!, slopeGradient!], [offset!, offsetGradient!]]);
  const program = backend.program('descend', (o, inputs: Inputs) => {
    const tape = new Tape(o, { gradients });
    const difference = subtract(tape, add(tape, multiply(tape, slope!, inputs.x), offset!), inputs.y);
    const loss = sum(tape, multiply(tape, difference, difference));
    tape.backward(loss);
    for (const [parameter, gradient] of gradients) {
      o.assign(parameter, subtract(o, parameter, multiply(o, gradient, inputs.rate)));
      o.assign(gradient, multiply(o, gradient, 0));
    }
    return { loss };
  });
  const spec = { shape: [points], dtype: 'f32' } as const;
  await program.prepare({ x: spec, y: spec, rate: { shape: [], dtype: 'f32' } });
  const feeds = { x: { shape: [points], data: x }, y: { shape: [points], data: y }, rate: 0.005 };
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { loss } = program.run(feeds);
    losses.push((await backend.read(loss))[0]!);
    loss.dispose();
  }
  [slope, offset, slopeGradient, offsetGradient].forEach((variable) => backend.freeVariable(variable!));
  return losses;
}
