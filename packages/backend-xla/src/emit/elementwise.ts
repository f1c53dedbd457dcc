/** Elementwise nodes. */
import type { BinaryOperation, Comparison, DType, UnaryOperation } from '@oneday/ops';
import { isFloat } from '@oneday/ops';
import type { FunctionText, Name } from './function-text.ts';
import { like, tensorType } from './tensor-type.ts';

type Unary = (body: FunctionText, x: Name) => Name;

/** An op of StableHLO of the same name and type. */
const plain = (op: string): Unary => (body, x) => body.same(op, x, x);

/** Lowerings by operation. */
export const unaryLowerings: { readonly [K in UnaryOperation]: Unary } = {
  negate: plain('negate'),
  exp: plain('exponential'),
  log: plain('log'),
  sqrt: plain('sqrt'),
  rsqrt: plain('rsqrt'),
  reciprocal: (body, x) => body.same('divide', x, body.filled(x, 1), x),
  tanh: lowerTanh,
  erf: (body, x) => body.value(x, `chlo.erf ${x.text} : ${tensorType(x)} -> ${tensorType(x)}`),
  sin: plain('sine'),
  cos: plain('cosine'),
  abs: plain('abs'),
  sign: plain('sign'),
  floor: plain('floor'),
  isFinite: (body, x) => body.op('is_finite', like(x, 'bool'), [x]),
  not: plain('not'),
};

/**
 * XLA's own is 1 from 7.9 on, some units in the last place too early, and derivatives live on what is left to 1. Far
 * from zero it is 1 − 2 / (e^2x + 1), which has no such edge.
 */
function lowerTanh(body: FunctionText, x: Name): Name {
  const size = body.same('abs', x, x);
  const power = body.same('exponential', x, body.same('add', x, size, size));
  const rest = body.same('divide', x, body.filled(x, 2), body.same('add', x, power, body.filled(x, 1)));
  const far = body.same('multiply', x, body.same('sign', x, x), body.same('subtract', x, body.filled(x, 1), rest));
  return body.select(body.compare('GT', size, body.filled(x, 4)), far, body.same('tanh', x, x));
}

const binaryOps: { readonly [K in Exclude<BinaryOperation, 'shiftRight' | 'divide' | 'remainder'>]: string } = {
  add: 'add',
  subtract: 'subtract',
  multiply: 'multiply',
  maximum: 'maximum',
  minimum: 'minimum',
  power: 'power',
  shiftLeft: 'shift_left',
  and: 'and',
  or: 'or',
  xor: 'xor',
};

/** `a` and `b` combined element by element. */
export function lowerBinary(body: FunctionText, operation: BinaryOperation, a: Name, b: Name): Name {
  if (operation === 'shiftRight') {
    return body.same(a.dtype === 'u32' ? 'shift_right_logical' : 'shift_right_arithmetic', a, a, b);
  }
  if (operation !== 'divide' && operation !== 'remainder') return body.same(binaryOps[operation], a, a, b);
  if (isFloat(a.dtype)) return body.same(operation, a, a, b);
  // StableHLO leaves open what an integer divided by zero is; here it is zero.
  const zero = body.filled(a, 0);
  const isZero = body.compare('EQ', b, zero);
  const quotient = body.same(operation, a, a, body.select(isZero, body.filled(a, 1), b));
  return body.select(isZero, zero, quotient);
}

/** Directions of `stablehlo.compare`. */
export const directions: { readonly [K in Comparison]: string } = {
  equal: 'EQ',
  notEqual: 'NE',
  less: 'LT',
  lessEqual: 'LE',
  greater: 'GT',
  greaterEqual: 'GE',
};

/** `x` in another element type. */
export function lowerCast(body: FunctionText, x: Name, dtype: DType): Name {
  if (x.dtype === dtype) return x;
  if (dtype === 'bool') return body.compare('NE', x, body.filled(x, 0));
  if (!isFloat(x.dtype) || isFloat(dtype)) return body.op('convert', like(x, dtype), [x]);
  return saturating(body, x.dtype === 'f32' ? x : body.op('convert', like(x, 'f32'), [x]), dtype);
}

/** What floats beyond an integer type become is left open by StableHLO; here they saturate, and NaN is zero. */
function saturating(body: FunctionText, x: Name, dtype: DType): Name {
  const [least, most, beyond] = dtype === 'i32' ? [-(2 ** 31), 2 ** 31 - 1, 2 ** 31] : [0, 2 ** 32 - 1, 2 ** 32];
  const isNumber = body.compare('EQ', x, x);
  const isAbove = body.compare('GE', x, body.filled(x, beyond));
  const isBelow = body.compare('LT', x, body.filled(x, least));
  const isInside = body.select(body.same('or', isAbove, isAbove, isBelow), body.filled(isAbove, 0), isNumber);
  const result = like(x, dtype);
  const inside = body.op('convert', result, [body.select(isInside, x, body.filled(x, 0))]);
  return body.select(isAbove, body.filled(result, most), body.select(isBelow, body.filled(result, least), inside));
}
