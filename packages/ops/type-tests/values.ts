/** What may stand for a value, and what may not: the compiler holds it. */
import {
  activation, adamw, add, attention, crossEntropy, dropout, embedding, globalNorm, layerNorm, linear, multiply, where,
} from '@oneday/ops';
import type {
  AdamwInputs, Backend, DeviceArray, HostArray, Operand, Ops, Program, Spec, Tape, Value, Variable,
} from '@oneday/ops';

declare const backend: Backend;
declare const deviceArray: DeviceArray;
declare const hostArray: HostArray;
declare const weight: Variable;

/** Values and variables are operands; numbers stand only where arithmetic broadcasts them. */
export function operands(o: Ops, x: Value): readonly Value[] {
  const either: readonly Operand[] = [x, weight];
  // @ts-expect-error -- primitives take values: a number has no shape
  o.binary('add', x, 1);
  // @ts-expect-error -- a variable is read first, so that the order of reads and assignments is written down
  o.unary('exp', weight);
  // @ts-expect-error -- the residual stream is a value
  linear(o, x, weight, { residual: 0 });
  // @ts-expect-error -- a shape without a value
  add(o, x, { shape: [], dtype: 'f32' } satisfies Spec);
  // @ts-expect-error -- what a program gave belongs to the host's side; feed it to a program to compute with it
  add(o, x, deviceArray);
  // @ts-expect-error -- host arrays are fed, or made constants
  multiply(o, x, hostArray);
  // @ts-expect-error -- a value has no elements while its program is recorded
  void x.data;
  // @ts-expect-error -- and so no condition can depend on it
  where(o, true, x, 0);
  return [add(o, x, 1), multiply(o, 0.5, weight), linear(o, x, weight), globalNorm(o, either)];
}

/** Ops exist in programs and scopes; what they leave behind is owned. */
export async function programs(): Promise<void> {
  const double: Program<{ x: Value }, Value> = backend.program('double', (o, { x }: { x: Value }) => add(o, x, x));
  await double.prepare({ x: { shape: [2], dtype: 'f32' } });
  const doubled: DeviceArray = double.run({ x: { shape: [2], data: Float32Array.of(1, 2) } });
  double.run({ x: doubled }).dispose();
  await backend.read(doubled);
  // @ts-expect-error -- every input is fed
  double.run({});
  // @ts-expect-error -- a bare array does not say its shape
  double.run({ x: Float32Array.of(1, 2) });
  // @ts-expect-error -- a shape says its element type too
  await double.prepare({ x: { shape: [2] } });
  // @ts-expect-error -- variables are read by the backend's readVariable, arrays by read
  await backend.read(weight);
  // @ts-expect-error -- the backend is not Ops
  add(backend, weight, 1);
  // @ts-expect-error -- a program gives values, not numbers
  backend.program('count', () => 3);
}

/** Names and required attributes. */
export function names(o: Ops, x: Value, tape: Tape, key: Value, update: AdamwInputs): readonly Value[] {
  // @ts-expect-error -- no such activation
  activation(o, x, 'gelo');
  // @ts-expect-error -- no such primitive function
  o.unary('sigmoid', x);
  // @ts-expect-error -- no such element type
  o.cast(x, 'f64');
  // @ts-expect-error -- a mask is segments, causal, window, bias or keyLength
  attention(o, x, { mask: x });
  // @ts-expect-error -- segments of queries and of keys come together
  attention(o, x, { segments: { query: x } });
  // @ts-expect-error -- keys and values come together
  attention(o, { q: x, k: x });
  // @ts-expect-error -- dropout needs a key
  dropout(o, x, 0.1);
  // @ts-expect-error -- labels are required
  crossEntropy(o, x, weight);
  // @ts-expect-error -- AdamW has no defaults below the recipe
  adamw(o, update, { beta1: 0.9, beta2: 0.99 });
  // @ts-expect-error -- the table comes before the ids, and ids are a value
  embedding(o, weight, [1, 2, 3]);
  // @ts-expect-error -- the seed is a value: the loss scale lives on the device
  tape.backward(x, 1024);
  return [attention(o, x, { causal: true }), dropout(o, layerNorm(o, x), key, 0.1)];
}
