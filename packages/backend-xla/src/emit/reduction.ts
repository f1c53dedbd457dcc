/** Nodes that sum or choose among elements. */
import type { Reduction, Spec } from '@oneday/ops';
import type { FunctionText, Name } from './function-text.ts';
import { isEmpty, like, list, shaped, tensorType } from './tensor-type.ts';

const reducers: { readonly [K in Reduction]: string } = { sum: 'add', maximum: 'maximum', minimum: 'minimum' };

/** `x` reduced over `axes`, which go; `result` has the same elements and may keep them with size 1. */
export function lowerReduce(
  body: FunctionText, reduction: Reduction, x: Name, axes: readonly number[], result: Spec,
): Name {
  const start = body.filled({ shape: [], dtype: x.dtype }, ofNothing(reduction, x));
  const reduced = shaped(x, x.shape.filter((_, axis) => !axes.includes(axis)));
  const types = `(${tensorType(x)}, ${tensorType(start)}) -> ${tensorType(reduced)}`;
  const value = body.value(reduced, `stablehlo.reduce(${x.text} init: ${start.text}) applies `
    + `stablehlo.${reducers[reduction]} across dimensions = ${list([...axes].sort((a, b) => a - b))} : ${types}`);
  return reduced.shape.length === result.shape.length ? value : body.op('reshape', result, [value]);
}

function ofNothing(reduction: Reduction, { dtype }: Spec): number {
  if (reduction === 'sum') return 0;
  const sign = reduction === 'maximum' ? -1 : 1;
  if (dtype === 'f32') return sign * Infinity;
  return sign < 0 ? -(2 ** 31) : 2 ** 31 - 1;
}

/** The place of the largest element along `axis`: the first of equal ones, 0 where there is no number. */
export function lowerArgMax(body: FunctionText, x: Name, axis: number, result: Spec): Name {
  if (x.shape[axis] === 0 || isEmpty(x.shape)) return body.filled(result, 0);
  const numbers = body.select(body.compare('EQ', x, x), x, body.filled(x, -Infinity));
  const largest = lowerReduce(body, 'maximum', numbers, [axis], shaped(x, result.shape));
  const kept = x.shape.flatMap((_, i) => (i === axis ? [] : [i]));
  const isLargest = body.compare('EQ', numbers, body.broadcast(largest, x, kept));
  const places = like(x, 'i32');
  const place = body.value(places, `stablehlo.iota dim = ${axis} : ${tensorType(places)}`);
  const candidates = body.select(isLargest, place, body.filled(places, 2 ** 31 - 1));
  return lowerReduce(body, 'minimum', candidates, [axis], result);
}

/** Matrix product over the last two axes; sums and result are f32. */
export function lowerMatmul(
  body: FunctionText, a: Name, b: Name, transposeA: boolean, transposeB: boolean, result: Spec,
): Name {
  const rank = a.shape.length;
  const leading = list([...Array(rank - 2).keys()]);
  const [innerA, innerB] = [transposeA ? rank - 2 : rank - 1, transposeB ? rank - 1 : rank - 2];
  // Without this an accelerator may multiply f32 in a shorter type.
  const precision = a.dtype === 'f32' ? 'HIGHEST' : 'DEFAULT';
  return body.op('dot_general', result, [a, b], `${rank === 2 ? '' : `, batching_dims = ${leading} x ${leading}`}`
    + `, contracting_dims = [${innerA}] x [${innerB}], precision = [${precision}, ${precision}]`);
}
