/** Reductions over any axes, as passes over one axis each. */
import { sizeOf } from './value.ts';
import type { Shape } from './value.ts';

/** Reduces the middle one of three axes. */
export interface ReductionPass {
  readonly sizes: readonly [outer: number, reduced: number, inner: number];
  /** The shape that is left, without the axes that were reduced. */
  readonly rest: Shape;
}

/** Neighbouring `axes` are reduced as one, the last ones first, so that what is left shrinks from the inside. */
export function reductionPasses(shape: Shape, axes: readonly number[]): ReductionPass[] {
  let rest = shape;
  return neighbours(axes).map(([first, last]) => {
    const [outer, reduced, inner] = [rest.slice(0, first), rest.slice(first, last + 1), rest.slice(last + 1)];
    rest = [...outer, ...inner];
    return { sizes: [sizeOf(outer), sizeOf(reduced), sizeOf(inner)], rest };
  });
}

/** Neighbouring axes joined, as [first, last], the last ones first. */
function neighbours(axes: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const axis of [...axes].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === axis - 1) run[1] = axis;
    else runs.push([axis, axis]);
  }
  return runs.reverse();
}
