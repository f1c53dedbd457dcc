/** A layer of a user's own in primitives: token shift (Peng et al. 2023). It is not registered and has a derivative. */
import { expect, test } from 'vitest';
import { add, disposeAll, multiply, shapesOf, subtract, sum, Tape } from '@oneday/ops';
import type { Operand, Ops, Value } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';

/** share · x[t] + (1 − share) · x[t − 1]; x[B,T,D], share [D]. */
function tokenShift(o: Ops, x: Value, share: Operand): Value {
  const previous = o.slice(o.pad(x, [0, 1, 0], [0, 0, 0]), [0, 0, 0], x.shape);
  return add(o, multiply(o, x, share), multiply(o, previous, subtract(o, 1, share)));
}

test('it mixes each token with the one before, and its parameter learns', async () => {
  await using backend = await openFloat64();
  const share = backend.variable({ name: 'share', shape: [2], dtype: 'f32' }, Float32Array.of(0.75, 0.5));
  const gradient = backend.variable({ name: 'gradient.share', shape: [2], dtype: 'f32' });
  const program = backend.program('shift', (o, { x }: { readonly x: Value }) => {
    const tape = new Tape(o, { gradients: new Map([[share, gradient]]) });
    const shifted = tokenShift(tape, x, share);
    tape.backward(sum(tape, shifted));
    return shifted;
  });
  const inputs = { x: { shape: [1, 3, 2], data: Float32Array.of(4, 2, 8, 6, 12, 10) } };
  await program.prepare(shapesOf(inputs));
  const shifted = program.run(inputs);
  expect([...await backend.read(shifted)]).toEqual([3, 1, 7, 4, 11, 8]);
  // Σ x[t] − Σ x[t − 1] = x[T − 1], in each column.
  expect([...await backend.readVariable(gradient)]).toEqual([12, 10]);
  disposeAll(shifted);
});
