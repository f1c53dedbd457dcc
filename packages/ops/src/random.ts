/** Random numbers inside programs: counter-based, equal on every backend. Host counterparts are in `@oneday/core`. */
import { siteWords } from '@oneday/core';
import { add, multiply } from './arithmetic.ts';
import { broadcastTo } from './broadcast.ts';
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
  return multiply(o, highBits(o, o.randomBits(key, shape)), 2 ** -24);
}

/** Standard normal numbers by Box and Muller (1958), `f32`, equal on all backends to 1e-6. */
export function normal(o: Primitives, key: Value, shape: Shape): Value {
  const pairs = Math.ceil(sizeOf(shape) / 2);
  const bits = highBits(o, o.randomBits(key, [pairs, 2]));
  const first = multiply(o, add(o, o.slice(bits, [0, 0], [pairs, 1]), 1), 2 ** -24);
  const radius = o.unary('sqrt', multiply(o, o.unary('log', first), -2));
  const angle = multiply(o, o.slice(bits, [0, 1], [pairs, 1]), 2 * Math.PI * 2 ** -24);
  const both = o.concat([o.unary('cos', angle), o.unary('sin', angle)], 1);
  const numbers = o.reshape(o.binary('multiply', both, broadcastTo(o, radius, [pairs, 2])), [2 * pairs]);
  return o.reshape(o.slice(numbers, [0], [sizeOf(shape)]), shape);
}

/** The upper 24 bits, as `f32`, exactly. */
function highBits(o: Primitives, bits: Value): Value {
  const eight = broadcastTo(o, o.constant(8, { shape: [], dtype: 'u32' }), bits.shape);
  return o.cast(o.binary('shiftRight', bits, eight), 'f32');
}
