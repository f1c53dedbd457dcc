/** Nodes that compute each element from those at its place. */
import type { BinaryOperation, Comparison, DType, NodeOf, UnaryOperation } from '@oneday/ops';
import { typeAttribute } from '../binding.ts';
import type { Plan, Slot } from '../plan.ts';
import { storedType } from '../tensor-array.ts';

const unaryNames: { readonly [K in Exclude<UnaryOperation, 'tanh'>]: string } = {
  negate: 'Neg', exp: 'Exp', log: 'Log', sqrt: 'Sqrt', rsqrt: 'Rsqrt', reciprocal: 'Reciprocal', erf: 'Erf',
  sin: 'Sin', cos: 'Cos', abs: 'Abs', sign: 'Sign', floor: 'Floor', isFinite: 'IsFinite', not: 'LogicalNot',
};

/** Of floats and integers; of booleans where there are two. */
const binaryNames: { readonly [K in Exclude<BinaryOperation, 'remainder'>]: string | readonly [string, string] } = {
  add: 'AddV2', subtract: 'Sub', multiply: 'Mul', divide: 'RealDiv', maximum: 'Maximum', minimum: 'Minimum',
  power: 'Pow', shiftLeft: 'LeftShift', shiftRight: 'RightShift', and: ['BitwiseAnd', 'LogicalAnd'],
  or: ['BitwiseOr', 'LogicalOr'], xor: ['BitwiseXor', 'NotEqual'],
};

const comparisonNames: { readonly [K in Comparison]: string } = {
  equal: 'Equal', notEqual: 'NotEqual', less: 'Less', lessEqual: 'LessEqual', greater: 'Greater',
  greaterEqual: 'GreaterEqual',
};

/** Emits a function of one element. */
export function lowerUnary(plan: Plan, { attributes: { operation } }: NodeOf<'unary'>): void {
  const x = plan.operand(0);
  plan.result(operation === 'tanh' ? hyperbolicTangent(plan, x) : plan.run(unaryNames[operation], [x]));
}

/** t / (−2 − t) with t = exp(−2x) − 1: TensorFlow's own is ±1 from 8 on, where derivatives still want digits. */
function hyperbolicTangent(plan: Plan, x: Slot): Slot {
  const minusTwo = plan.scalar(-2, { dtype: 'f32' });
  const exponent = plan.run('Minimum', [plan.run('Mul', [x, minusTwo]), plan.scalar(64, { dtype: 'f32' })]);
  const t = plan.run('Expm1', [exponent]);
  return plan.run('RealDiv', [t, plan.run('Sub', [minusTwo, t])]);
}

/** Emits a function of two elements. */
export function lowerBinary(plan: Plan, { attributes: { operation }, inputs }: NodeOf<'binary'>): void {
  const [a, b] = [plan.operand(0), plan.operand(1)];
  const { dtype } = inputs[0]!;
  const isInteger = dtype === 'i32' || dtype === 'u32';
  if (operation === 'remainder') plan.result(remainder(plan, a, b, dtype));
  else if (operation === 'divide' && isInteger) plan.result(quotient(plan, a, b, dtype));
  else {
    const name = binaryNames[operation];
    plan.result(plan.run(typeof name === 'string' ? name : name[Number(dtype === 'bool')]!, [a, b]));
  }
}

/** Divisors that no processor divides by: 0, and −1, which leaves the range. */
function safeDivisor(plan: Plan, b: Slot, dtype: DType): { divisor: Slot; isZero: Slot; isMinusOne: Slot } {
  const like = { dtype };
  const isZero = plan.run('Equal', [b, plan.scalar(0, like)]);
  const isMinusOne = plan.run('Equal', [b, plan.scalar(dtype === 'u32' ? 0 : -1, like)]);
  const isUnsafe = plan.run('LogicalOr', [isZero, isMinusOne]);
  return { divisor: plan.run('SelectV2', [isUnsafe, plan.scalar(1, like), b]), isZero, isMinusOne };
}

function quotient(plan: Plan, a: Slot, b: Slot, dtype: DType): Slot {
  const { divisor, isZero, isMinusOne } = safeDivisor(plan, b, dtype);
  const divided = plan.run('TruncateDiv', [a, divisor]);
  const zero = plan.scalar(0, { dtype });
  const negated = plan.run('SelectV2', [isMinusOne, plan.run('Sub', [zero, a]), divided]);
  return plan.run('SelectV2', [isZero, zero, negated]);
}

/** What remains of 0 and −1 as divisors is 0, as it is of 1. */
function remainder(plan: Plan, a: Slot, b: Slot, dtype: DType): Slot {
  const { divisor } = safeDivisor(plan, b, dtype);
  return plan.run('Sub', [a, plan.run('Mul', [plan.run('TruncateDiv', [a, divisor]), divisor])]);
}

/** Emits a comparison. */
export function lowerCompare(plan: Plan, { attributes }: NodeOf<'compare'>): void {
  plan.result(plan.run(comparisonNames[attributes.comparison], [plan.operand(0), plan.operand(1)]));
}

/** Emits a choice. */
export function lowerSelect(plan: Plan): void {
  plan.result(plan.run('SelectV2', [plan.operand(0), plan.operand(1), plan.operand(2)]));
}

/** Emits a conversion. */
export function lowerCast(plan: Plan, { attributes: { dtype: to }, inputs }: NodeOf<'cast'>): void {
  plan.result(convert(plan, plan.operand(0), inputs[0]!.dtype, to));
}

/** `x` in another type: narrow floats are rounded and kept as `f32`. */
export function convert(plan: Plan, x: Slot, from: DType, to: DType): Slot {
  const isFloat = storedType(from) === 'f32';
  if (to === 'bf16' || to === 'f16') {
    const wide = isFloat ? x : cast(plan, x, storedType(from), 'f32');
    return cast(plan, cast(plan, wide, 'f32', to), to, 'f32');
  }
  if (isFloat && (to === 'i32' || to === 'u32')) return truncate(plan, x, to);
  if (storedType(from) === storedType(to)) return plan.run('Identity', [x]);
  return cast(plan, x, storedType(from), storedType(to));
}

type CastType = Parameters<typeof typeAttribute>[1];

function cast(plan: Plan, x: Slot, from: CastType, to: CastType): Slot {
  return plan.run('Cast', [x], [typeAttribute('SrcT', from), typeAttribute('DstT', to)]);
}

/** The largest `f32` below 2³¹ and 2³². */
const largestBelow = { i32: 2 ** 31 - 128, u32: 2 ** 32 - 256 } as const;

/** Truncates and saturates: TensorFlow leaves open what becomes of numbers beyond the range, and of NaN. */
function truncate(plan: Plan, x: Slot, to: 'i32' | 'u32'): Slot {
  const float = { dtype: 'f32' } as const;
  const number = plan.run('SelectV2', [plan.run('IsNan', [x]), plan.scalar(0, float), x]);
  const above = plan.run('Maximum', [number, plan.scalar(to === 'i32' ? -(2 ** 31) : 0, float)]);
  const within = plan.run('Minimum', [above, plan.scalar(largestBelow[to], float)]);
  // Through 64 bits: not every card converts to unsigned ones.
  const whole = cast(plan, cast(plan, within, 'f32', 'i64'), 'i64', to);
  const isBeyond = plan.run('Greater', [x, plan.scalar(largestBelow[to], float)]);
  return plan.run('SelectV2', [isBeyond, plan.scalar(to === 'i32' ? 2 ** 31 - 1 : 2 ** 32 - 1, { dtype: to }), whole]);
}
