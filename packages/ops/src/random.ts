/** Random numbers inside programs: counter-based, equal on every backend. Host counterparts are in `@oneday/core`. */
import { siteWords } from '@oneday/core';
import { add, compare, elementwise, multiply, subtract, where } from './arithmetic.ts';
import { scalarLike } from './broadcast.ts';
import type { Primitives } from './primitives.ts';
import { sizeOf } from './value.ts';
import type { Shape, Value } from './value.ts';

/** A key of its own for `site`, from `key` (`u32[2]`): core's `foldIn`, on the device. */
export function foldIn(o: Primitives, key: Value, site: string): Value {
  const words = o.constant(Uint32Array.from(siteWords(site)), { shape: [2], dtype: 'u32' });
  return o.randomBits(o.binary('xor', key, words), [2]);
}

/** Uniform numbers in [0, 1), multiples of 2⁻²⁴, `f32`. */
export function uniform(o: Primitives, key: Value, shape: Shape): Value {
  return multiply(o, o.cast(highBits(o, o.randomBits(key, shape)), 'f32'), 2 ** -24);
}

/** Standard normal numbers by Box and Muller (1958), `f32`, equal on all backends to 1e-6. */
export function normal(o: Primitives, key: Value, shape: Shape): Value {
  const pairs = Math.ceil(sizeOf(shape) / 2);
  const bits = highBits(o, o.randomBits(key, [pairs, 2]));
  const first = multiply(o, add(o, o.cast(o.slice(bits, [0, 0], [pairs, 1]), 'f32'), 1), 2 ** -24);
  const radius = o.unary('sqrt', multiply(o, o.unary('log', first), -2));
  const directions = o.concat(cosineAndSine(o, o.slice(bits, [0, 1], [pairs, 1])), 1);
  const numbers = o.reshape(multiply(o, directions, radius), [2 * pairs]);
  return o.reshape(o.slice(numbers, [0], [sizeOf(shape)]), shape);
}

/**
 * cos and sin of 2π·u·2⁻²⁴, for u < 2²⁴ in `u32`. The quarter of the circle is split off in integers: near 2π an
 * `f32` angle alone would be off by 4e-7.
 */
function cosineAndSine(o: Primitives, u: Value): [Value, Value] {
  const quarterTurn = 2 ** 22;
  const centred = add(o, u, quarterTurn / 2);
  const quarter = elementwise(o, 'shiftRight', centred, 22);
  const rest = subtract(o, o.cast(elementwise(o, 'and', centred, quarterTurn - 1), 'f32'), quarterTurn / 2);
  const angle = multiply(o, rest, 2 * Math.PI * 2 ** -24);
  const [cosine, sine] = [o.unary('cos', angle), o.unary('sin', angle)];
  const odd = compare(o, 'equal', elementwise(o, 'and', quarter, 1), 1);
  const sign = where(o, compare(o, 'equal', elementwise(o, 'and', quarter, 2), 2), scalarLike(o, -1, cosine), 1);
  const [first, second] = [where(o, odd, o.unary('negate', sine), cosine), where(o, odd, cosine, sine)];
  return [multiply(o, first, sign), multiply(o, second, sign)];
}

/** The upper 24 bits, `u32`. */
function highBits(o: Primitives, bits: Value): Value {
  return elementwise(o, 'shiftRight', bits, 8);
}
