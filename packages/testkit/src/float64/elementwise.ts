/** Elementwise functions of numbers, by element type. */
import { isFloat } from '@oneday/ops';
import type { BinaryOperation, Comparison, DType, UnaryOperation } from '@oneday/ops';
import { erf } from './error-function.ts';
import { roundToDType } from './rounding.ts';

/** Functions of one element; integers wrap when they are stored. */
export const unaryFunctions: { readonly [K in UnaryOperation]: (x: number) => number } = {
  negate: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  tanh: Math.tanh,
  erf,
  sin: Math.sin,
  cos: Math.cos,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  isFinite: (x) => Number(Number.isFinite(x)),
  not: (x) => 1 - x,
};

type Binary = (a: number, b: number) => number;

const floatFunctions: { readonly [K in BinaryOperation]?: Binary } = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  power: Math.pow,
};

/** Of `i32`, `u32` and `bool`; results wrap when they are stored. */
const integerFunctions: { readonly [K in BinaryOperation]?: Binary } = {
  ...floatFunctions,
  multiply: Math.imul,
  divide: (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  remainder: (a, b) => (b === 0 ? 0 : a % b),
  shiftLeft: (a, b) => a << b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

/** The function behind `operation` on elements of `dtype`. */
export function binaryFunction(operation: BinaryOperation, dtype: DType): Binary {
  if (operation === 'shiftRight') return dtype === 'u32' ? (a, b) => a >>> b : (a, b) => a >> b;
  const known = (isFloat(dtype) ? floatFunctions : integerFunctions)[operation];
  if (known === undefined) throw new TypeError(`float64: ${operation} is not defined for ${dtype}`);
  return known;
}

/** Comparisons of two elements. */
export const comparisons: { readonly [K in Comparison]: (a: number, b: number) => boolean } = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
};

/** The conversion of elements from one type to another. */
export function conversion(from: DType, to: DType): (x: number) => number {
  if (to === 'bool') return (x) => Number(x !== 0);
  if (isFloat(to)) return (x) => roundToDType(x, to);
  if (!isFloat(from)) return (x) => x;
  const [least, largest] = to === 'i32' ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
  return (x) => (Number.isNaN(x) ? 0 : Math.min(Math.max(Math.trunc(x), least), largest));
}
