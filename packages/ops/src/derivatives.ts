/**
 * Reverse-mode derivatives of the primitives: from the cotangent of a result to those of the operands. Cotangents are
 * `f32`. A product's derivative rounds the cotangent to its operands' type, as mixed-precision training does.
 */
import type { BinaryOperation, Primitives, UnaryOperation } from './primitives.ts';
import { broadcastTo, broadcastedAxes, scalarLike } from './broadcast.ts';
import type { Value } from './value.ts';

/** Gives the cotangent of one operand; undefined where that operand has no derivative. */
export type Pullback = (o: Primitives, cotangent: Value) => Value;

/** Derivative of `unary(operation, x)` with result `y`; undefined for functions without one. */
export function unaryPullback(operation: UnaryOperation, x: Value, y: Value): Pullback | undefined {
  const times =
    (factor: (o: Primitives) => Value): Pullback =>
    (o, g) =>
      o.binary('multiply', g, factor(o));
  switch (operation) {
    case 'negate':
      return (o, g) => o.unary('negate', g);
    case 'exp':
      return times(() => y);
    case 'log':
      return (o, g) => o.binary('divide', g, x);
    case 'sqrt':
      return (o, g) => o.binary('divide', g, o.binary('add', y, y));
    case 'rsqrt':
      return times((o) => o.binary('multiply', scalarLike(o, -0.5, y), cube(o, y)));
    case 'reciprocal':
      return times((o) => o.unary('negate', o.binary('multiply', y, y)));
    case 'tanh':
      return times((o) => o.binary('subtract', scalarLike(o, 1, y), o.binary('multiply', y, y)));
    case 'erf':
      return times((o) => {
        const gaussian = o.unary('exp', o.unary('negate', o.binary('multiply', x, x)));
        return o.binary('multiply', scalarLike(o, 2 / Math.sqrt(Math.PI), x), gaussian);
      });
    case 'sin':
      return times((o) => o.unary('cos', x));
    case 'cos':
      return times((o) => o.unary('negate', o.unary('sin', x)));
    case 'abs':
      return times((o) => o.unary('sign', x));
    case 'sign':
    case 'floor':
    case 'isFinite':
    case 'not':
      return undefined;
  }
}

/** Derivatives of `binary(operation, a, b)` with result `y`; at a tie of `maximum` or `minimum` all goes to `a`. */
export function binaryPullbacks(
  operation: BinaryOperation,
  a: Value,
  b: Value,
  y: Value,
): readonly [Pullback | undefined, Pullback | undefined] {
  const chosen = (comparison: 'greaterEqual' | 'lessEqual'): readonly [Pullback, Pullback] => [
    (o, g) => o.select(o.compare(comparison, a, b), g, scalarLike(o, 0, g)),
    (o, g) => o.select(o.compare(comparison, a, b), scalarLike(o, 0, g), g),
  ];
  switch (operation) {
    case 'add':
      return [(_, g) => g, (_, g) => g];
    case 'subtract':
      return [(_, g) => g, (o, g) => o.unary('negate', g)];
    case 'multiply':
      return [(o, g) => o.binary('multiply', g, b), (o, g) => o.binary('multiply', g, a)];
    case 'divide':
      return [
        (o, g) => o.binary('divide', g, b),
        (o, g) => o.unary('negate', o.binary('divide', o.binary('multiply', g, y), b)),
      ];
    case 'maximum':
      return chosen('greaterEqual');
    case 'minimum':
      return chosen('lessEqual');
    case 'power':
      return [
        (o, g) =>
          o.binary(
            'multiply',
            g,
            o.binary('multiply', b, o.binary('power', a, o.binary('subtract', b, scalarLike(o, 1, b)))),
          ),
        (o, g) => o.binary('multiply', g, o.binary('multiply', y, o.unary('log', a))),
      ];
    case 'remainder':
    case 'shiftLeft':
    case 'shiftRight':
    case 'and':
    case 'or':
    case 'xor':
      return [undefined, undefined];
  }
}

/** Derivatives of `matmul(a, b)`. */
export function matmulPullbacks(
  a: Value,
  b: Value,
  transposeA: boolean,
  transposeB: boolean,
): readonly [Pullback, Pullback] {
  const rounded = (o: Primitives, g: Value) => (a.dtype === 'f32' ? g : o.cast(g, a.dtype));
  return [
    (o, g) =>
      transposeA
        ? o.matmul(b, rounded(o, g), { transposeA: transposeB, transposeB: true })
        : o.matmul(rounded(o, g), b, { transposeB: !transposeB }),
    (o, g) =>
      transposeB
        ? o.matmul(rounded(o, g), a, { transposeA: true, transposeB: transposeA })
        : o.matmul(a, rounded(o, g), { transposeA: !transposeA }),
  ];
}

/** Derivative of a reduction over `axes`. Equal extremes share the cotangent equally. */
export function reducePullback(
  reduction: 'sum' | 'maximum' | 'minimum',
  x: Value,
  y: Value,
  axes: readonly number[],
): Pullback {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const spread = (o: Primitives, value: Value) => o.broadcast(o.reshape(value, kept), x.shape);
  if (reduction === 'sum') return spread;
  return (o, g) => {
    const isExtreme = o.cast(o.compare('equal', x, spread(o, y)), 'f32');
    const count = spread(o, o.reduce('sum', isExtreme, axes));
    return o.binary('divide', o.binary('multiply', isExtreme, spread(o, g)), count);
  };
}

/** Derivative of `broadcast(x, …)`: the sum over the repeated axes. */
export function broadcastPullback(x: Value, y: Value): Pullback {
  const axes = broadcastedAxes(x.shape, y.shape);
  return (o, g) => o.reshape(o.reduce('sum', g, axes), x.shape);
}

/** Derivative of `transpose`. */
export function transposePullback(permutation: readonly number[]): Pullback {
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  return (o, g) => o.transpose(g, inverse);
}

/** Derivative of `slice`. */
export function slicePullback(x: Value, y: Value, starts: readonly number[]): Pullback {
  const after = x.shape.map((size, axis) => size - starts[axis]! - y.shape[axis]!);
  return (o, g) => o.pad(g, starts, after);
}

/** Derivatives of `updateSlice(x, update, axis, start)`. */
export function updateSlicePullbacks(
  x: Value,
  update: Value,
  axis: number,
  start: Value,
): readonly [Pullback, Pullback] {
  const zeros = (o: Primitives) => scalarLike(o, 0, { shape: update.shape, dtype: 'f32' });
  const axisFirst = [axis, ...x.shape.keys()].filter((a, i) => i === 0 || a !== axis);
  return [
    (o, g) => o.updateSlice(g, zeros(o), axis, start),
    (o, g) => {
      const length = update.shape[axis]!;
      const last = o.constant(x.shape[axis]! - length, { shape: [], dtype: 'i32' });
      const first = o.binary('maximum', o.binary('minimum', start, last), o.constant(0, { shape: [], dtype: 'i32' }));
      const indices = o.binary('add', o.iota([length], 0, 'i32'), broadcastTo(o, first, [length]));
      return transposePullback(axisFirst)(o, o.gatherRows(o.transpose(g, axisFirst), indices));
    },
  ];
}

/** Derivative of `pad`. */
export function padPullback(x: Value, before: readonly number[]): Pullback {
  return (o, g) => o.slice(g, before, x.shape);
}

/** Derivatives of `concat`, one a value. */
export function concatPullbacks(values: readonly Value[], axis: number): readonly Pullback[] {
  let offset = 0;
  return values.map((value) => {
    const starts = value.shape.map((_, i) => (i === axis ? offset : 0));
    offset += value.shape[axis]!;
    return (o, g) => o.slice(g, starts, value.shape);
  });
}

/** Derivative of `gatherRows` with respect to the table. */
export function gatherRowsPullback(table: Value, indices: Value): Pullback {
  return (o, g) => o.scatterAddRows(scalarLike(o, 0, { shape: table.shape, dtype: 'f32' }), indices, g);
}

function cube(o: Primitives, y: Value): Value {
  return o.binary('multiply', y, o.binary('multiply', y, y));
}
