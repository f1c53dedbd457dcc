/**
 * Functions that model code is written in: the primitives with broadcasting, numbers as operands, and what is built
 * of them.
 */
import { broadcastShape, broadcastTo, scalarLike } from './broadcast.ts';
import type { BinaryOperation, Comparison, Primitives } from './primitives.ts';
import { isVariable } from './value.ts';
import type { Operand, Value } from './value.ts';

/** The value of an operand: a variable is read here. */
export function valueOf(o: Primitives, operand: Operand): Value {
  return isVariable(operand) ? o.read(operand) : operand;
}

/** `operation(a, b)` with broadcasting; a number takes the other operand's element type. */
export function elementwise(
  o: Primitives,
  operation: BinaryOperation,
  a: Operand | number,
  b: Operand | number,
): Value {
  const [x, y] = aligned(o, operation, a, b);
  return o.binary(operation, x, y);
}

/** a + b, with broadcasting. */
export const add = (o: Primitives, a: Operand | number, b: Operand | number): Value => elementwise(o, 'add', a, b);
/** a − b, with broadcasting. */
export const subtract = (o: Primitives, a: Operand | number, b: Operand | number): Value =>
  elementwise(o, 'subtract', a, b);
/** a · b, elementwise, with broadcasting. */
export const multiply = (o: Primitives, a: Operand | number, b: Operand | number): Value =>
  elementwise(o, 'multiply', a, b);
/** a / b, elementwise, with broadcasting. */
export const divide = (o: Primitives, a: Operand | number, b: Operand | number): Value =>
  elementwise(o, 'divide', a, b);
/** The larger of a and b, elementwise, with broadcasting. */
export const maximum = (o: Primitives, a: Operand | number, b: Operand | number): Value =>
  elementwise(o, 'maximum', a, b);
/** The smaller of a and b, elementwise, with broadcasting. */
export const minimum = (o: Primitives, a: Operand | number, b: Operand | number): Value =>
  elementwise(o, 'minimum', a, b);

/** `comparison(a, b)` with broadcasting, `bool`. */
export function compare(o: Primitives, comparison: Comparison, a: Operand | number, b: Operand | number): Value {
  const [x, y] = aligned(o, comparison, a, b);
  return o.compare(comparison, x, y);
}

/** `condition ? a : b` with broadcasting of all three. */
export function where(o: Primitives, condition: Value, a: Operand | number, b: Operand | number): Value {
  const [x, y] = aligned(o, 'where', a, b);
  const shape = broadcastShape('where', condition.shape, x.shape);
  return o.select(broadcastTo(o, condition, shape), broadcastTo(o, x, shape), broadcastTo(o, y, shape));
}

/** Sum over `axes`, all of them unless given. */
export function sum(o: Primitives, x: Value, axes: readonly number[] = [...x.shape.keys()], keepAxes = false): Value {
  return o.reduce('sum', x, axes, keepAxes);
}

/** Mean over `axes`, all of them unless given. */
export function mean(o: Primitives, x: Value, axes: readonly number[] = [...x.shape.keys()], keepAxes = false): Value {
  const count = axes.reduce((size, axis) => size * x.shape[axis]!, 1);
  return multiply(o, sum(o, x, axes, keepAxes), 1 / count);
}

/** x², elementwise. */
export const square = (o: Primitives, x: Value): Value => o.binary('multiply', x, x);

/** log Σ exp(x) over the last axis, which stays with size 1; −∞ where every element is −∞. */
export function logSumExp(o: Primitives, x: Value): Value {
  const last = x.shape.length - 1;
  const largest = o.stopGradient(o.reduce('maximum', x, [last], true));
  const finite = where(o, o.unary('isFinite', largest), largest, 0);
  const total = o.reduce('sum', o.unary('exp', subtract(o, x, finite)), [last], true);
  return add(o, o.unary('log', total), finite);
}

/** The number `value` as an `f32` scalar. */
export function scalar(o: Primitives, value: number): Value {
  return o.constant(value, { shape: [], dtype: 'f32' });
}

function aligned(o: Primitives, op: string, a: Operand | number, b: Operand | number): [Value, Value] {
  if (typeof a === 'number' && typeof b === 'number') return [scalar(o, a), scalar(o, b)];
  if (typeof a === 'number') return alignNumber(o, b as Operand, a).reverse() as [Value, Value];
  if (typeof b === 'number') return alignNumber(o, a, b);
  const [x, y] = [valueOf(o, a), valueOf(o, b)];
  const shape = broadcastShape(op, x.shape, y.shape);
  return [broadcastTo(o, x, shape), broadcastTo(o, y, shape)];
}

function alignNumber(o: Primitives, operand: Operand, number: number): [Value, Value] {
  const value = valueOf(o, operand);
  return [value, scalarLike(o, number, value)];
}
