/** Nodes that move elements, and rows by index. */
import type { Spec } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { FunctionText, Name } from './function-text.ts';
import { isEmpty, like, list, tensorType } from './tensor-type.ts';

/** The part of `x` that begins at `starts`. */
export function lowerSlice(body: FunctionText, x: Name, starts: readonly number[], result: Spec): Name {
  const ranges = starts.map((start, axis) => `${start}:${start + result.shape[axis]!}`);
  return body.op('slice', result, [x], ` [${ranges.join(', ')}]`);
}

/** `x` with `update` at `start` along `axis`, moved so that it fits. */
export function lowerUpdateSlice(body: FunctionText, x: Name, update: Name, start: Name, axis: number): Name {
  const zero = body.filled({ shape: [], dtype: 'i32' }, 0);
  return body.op('dynamic_update_slice', x, [x, update, ...x.shape.map((_, i) => (i === axis ? start : zero))]);
}

/** `x` repeated along missing leading axes and axes of size 1. */
export function lowerBroadcast(body: FunctionText, x: Name, result: Spec): Name {
  const missing = result.shape.length - x.shape.length;
  return body.broadcast(x, result, x.shape.map((_, axis) => axis + missing));
}

/** `x` in a frame. */
export function lowerPad(
  body: FunctionText, x: Name, before: readonly number[], after: readonly number[], fill: number, result: Spec,
): Name {
  const value = body.filled({ shape: [], dtype: x.dtype }, fill);
  const rest = `, low = ${list(before)}, high = ${list(after)}, interior = ${list(before.map(() => 0))}`;
  return body.op('pad', result, [x, value], rest);
}

/** Rows of `table` at `indices`. StableHLO moves an index outside the table into it; here such a row is zeros. */
export function lowerGatherRows(body: FunctionText, table: Name, indices: Name, result: Spec): Name {
  const [rows, ...row] = table.shape as [number, ...number[]];
  if (rows === 0 || isEmpty(result.shape)) return body.filled(result, 0);
  const rank = indices.shape.length;
  const numbers = `#stablehlo.gather<offset_dims = ${list(row.map((_, i) => rank + i))}, `
    + `collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = ${rank}>`;
  const sizes = `array<i64: ${[1, ...row].join(', ')}>`;
  const gathered = body.value(result, `"stablehlo.gather"(${table.text}, ${indices.text}) `
    + `<{dimension_numbers = ${numbers}, indices_are_sorted = false, slice_sizes = ${sizes}}> : `
    + `(${tensorType(table)}, ${tensorType(indices)}) -> ${tensorType(result)}`);
  // A negative index read as a natural number is beyond the table too.
  const natural = body.op('convert', like(indices, 'u32'), [indices]);
  const isInside = body.compare('LT', natural, body.filled(natural, rows));
  const mask = body.broadcast(isInside, like(result, 'bool'), indices.shape.map((_, axis) => axis));
  return body.select(mask, gathered, body.filled(result, 0));
}

/** `base` plus rows of `updates` at `indices`; StableHLO drops rows outside by itself. */
export function lowerScatterAddRows(body: FunctionText, base: Name, indices: Name, updates: Name): Name {
  if (isEmpty(base.shape) || sizeOf(updates.shape) === 0) return base;
  const rank = indices.shape.length;
  const windows = base.shape.slice(1).map((_, i) => rank + i);
  const numbers = `#stablehlo.scatter<update_window_dims = ${list(windows)}, inserted_window_dims = [0], `
    + `scatter_dims_to_operand_dims = [0], index_vector_dim = ${rank}>`;
  const element = tensorType({ shape: [], dtype: base.dtype });
  return body.value(base, `"stablehlo.scatter"(${base.text}, ${indices.text}, ${updates.text}) `
    + `<{indices_are_sorted = false, scatter_dimension_numbers = ${numbers}, unique_indices = false}> ({ `
    + `^bb0(%old: ${element}, %new: ${element}): %sum = stablehlo.add %old, %new : ${element} `
    + `stablehlo.return %sum : ${element} }) : `
    + `(${tensorType(base)}, ${tensorType(indices)}, ${tensorType(updates)}) -> ${tensorType(base)}`);
}
