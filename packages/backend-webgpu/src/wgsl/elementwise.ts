/** Shaders that compute each element by itself. */
import type { BinaryOperation, Comparison, DType, UnaryOperation } from '@oneday/ops';
import { isFloat } from '@oneday/ops';
import { mathFunctions } from './math.ts';
import type { ElementType, Shader } from './shader.ts';

/** How elements of `dtype` are kept: narrow floats as `f32`, `bool` as 0 or 1. */
export function elementTypeOf(dtype: DType): ElementType {
  if (isFloat(dtype)) return 'f32';
  return dtype === 'u32' ? 'u32' : 'i32';
}

const unaryExpressions: { readonly [K in UnaryOperation]: string } = {
  negate: '-x',
  exp: 'expOf(x)',
  log: 'logOf(x)',
  sqrt: 'sqrt(x)',
  rsqrt: '1.0 / sqrt(x)',
  reciprocal: '1.0 / x',
  tanh: 'tanhOf(x)',
  erf: 'erfOf(x)',
  sin: 'sineOf(x)',
  cos: 'cosineOf(x)',
  abs: 'abs(x)',
  sign: 'select(sign(x), x, isNan(x))',
  floor: 'floor(x)',
  isFinite: 'select(0, 1, (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u)',
  not: '1 - x',
};

/** One function of each element of `x`. */
export function unaryShader(operation: UnaryOperation, dtype: DType): Shader {
  const type = elementTypeOf(dtype);
  return {
    key: `${operation} ${type}`,
    bindings: [
      { name: 'source', type },
      { name: 'destination', type: operation === 'isFinite' ? 'i32' : type, write: true },
    ],
    functions: mathFunctions,
    body: `  let x = source[i];\n  destination[i] = ${unaryExpressions[operation]};`,
  };
}

function binaryExpression(operation: BinaryOperation, type: ElementType): string {
  const zero = type === 'u32' ? '0u' : '0';
  switch (operation) {
    case 'add':
      return 'a + b';
    case 'subtract':
      return 'a - b';
    case 'multiply':
      return 'a * b';
    case 'divide':
      return type === 'f32' ? 'a / b' : `select(a / b, ${zero}, b == ${zero})`;
    case 'remainder':
      return `select(a % b, ${zero}, b == ${zero})`;
    case 'maximum':
      return 'max(a, b)';
    case 'minimum':
      return 'min(a, b)';
    case 'power':
      return 'powerOf(a, b)';
    case 'shiftLeft':
      return 'a << (u32(b) & 31u)';
    case 'shiftRight':
      return 'a >> (u32(b) & 31u)';
    case 'and':
      return 'a & b';
    case 'or':
      return 'a | b';
    case 'xor':
      return 'a ^ b';
  }
}

/** One function of each pair of elements, computed over the first of them. */
export function binaryInPlaceShader(operation: BinaryOperation, dtype: DType): Shader {
  const type = elementTypeOf(dtype);
  return {
    key: `${operation} ${type} in place`,
    bindings: [{ name: 'first', type, write: true }, { name: 'second', type }],
    functions: mathFunctions,
    body: `  let a = first[i];\n  let b = second[i];\n  first[i] = ${binaryExpression(operation, type)};`,
  };
}

/** One function of each pair of elements. */
export function binaryShader(operation: BinaryOperation, dtype: DType): Shader {
  const type = elementTypeOf(dtype);
  return {
    key: `${operation} ${type}`,
    bindings: [{ name: 'first', type }, { name: 'second', type }, { name: 'destination', type, write: true }],
    functions: mathFunctions,
    body: `  let a = first[i];\n  let b = second[i];\n  destination[i] = ${binaryExpression(operation, type)};`,
  };
}

const comparisonSigns: { readonly [K in Comparison]: string } = {
  equal: '==',
  notEqual: '!=',
  less: '<',
  lessEqual: '<=',
  greater: '>',
  greaterEqual: '>=',
};

/** A comparison of each pair. Compilers may take it that no number is NaN, so that is asked by the bits. */
export function compareShader(comparison: Comparison, dtype: DType): Shader {
  const type = elementTypeOf(dtype);
  const holds = `a ${comparisonSigns[comparison]} b`;
  const unordered = type === 'f32' ? 'isNan(a) || isNan(b)' : 'false';
  return {
    key: `${comparison} ${type}`,
    bindings: [{ name: 'first', type }, { name: 'second', type }, { name: 'destination', type: 'i32', write: true }],
    body: `  let a = first[i];\n  let b = second[i];
  destination[i] = select(select(0, 1, ${holds}), ${Number(comparison === 'notEqual')}, ${unordered});`,
  };
}

/** One of two elements, whatever their type: the bits are moved. */
export const selectShader: Shader = {
  key: 'select',
  bindings: [
    { name: 'condition', type: 'i32' }, { name: 'first', type: 'u32' }, { name: 'second', type: 'u32' },
    { name: 'destination', type: 'u32', write: true },
  ],
  body: '  destination[i] = select(second[i], first[i], condition[i] != 0);',
};

function castExpression(from: DType, to: DType): string {
  const source = elementTypeOf(from);
  if (to === 'bool') {
    if (from === 'bool') return 'x';
    return source === 'f32' ? 'select(0, 1, (bitcast<u32>(x) & 0x7fffffffu) != 0u)' : `select(0, 1, x != ${source}(0))`;
  }
  if (to === 'i32' || to === 'u32') {
    if (source === 'f32') return to === 'i32' ? 'toI32(x)' : 'toU32(x)';
    return `${to}(x)`;
  }
  const wide = source === 'f32' ? 'x' : 'f32(x)';
  if (to === 'f32' || to === from) return wide;
  return to === 'bf16' ? `roundToBf16(${wide})` : `roundToF16(${wide})`;
}

/** Each element in another type. */
export function castShader(from: DType, to: DType): Shader {
  return {
    key: `cast ${from} ${to}`,
    bindings: [
      { name: 'source', type: elementTypeOf(from) }, { name: 'destination', type: elementTypeOf(to), write: true },
    ],
    functions: mathFunctions,
    body: `  let x = source[i];\n  destination[i] = ${castExpression(from, to)};`,
  };
}
