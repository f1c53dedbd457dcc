/** Broadcasting by NumPy's rule: shapes align at the right, axes of size 1 repeat. */
import { ShapeError } from '@oneday/core';
import type { Primitives } from './primitives.ts';
import { sameShape } from './value.ts';
import type { Shape, Spec, Value } from './value.ts';

/** The shape that `a` and `b` broadcast to; throws `ShapeError` naming `op` if there is none. */
export function broadcastShape(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const sizeAt = (shape: Shape, axis: number) => shape[axis - (rank - shape.length)] ?? 1;
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [sizeAt(a, axis), sizeAt(b, axis)];
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError(`${op}: shapes do not broadcast; got [${a.join(',')}], [${b.join(',')}]`);
    }
    return x === 1 ? y : x;
  });
}

/** The axes of `to` along which an operand of shape `from` was repeated. */
export function broadcastedAxes(from: Shape, to: Shape): number[] {
  const offset = to.length - from.length;
  return [...to.keys()].filter((axis) => axis < offset || (from[axis - offset] === 1 && to[axis] !== 1));
}

/** `x` repeated to `shape`; `x` itself if it has that shape. */
export function broadcastTo(o: Primitives, x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : o.broadcast(x, shape);
}

/** The number `value`, repeated to the shape and element type of `like`. */
export function scalarLike(o: Primitives, value: number, like: Spec): Value {
  return broadcastTo(o, o.constant(value, { shape: [], dtype: like.dtype }), like.shape);
}
