/** Shaders over one axis of `[outer, size, inner]`. Parameters: size, inner. */
import type { Reduction } from '@oneday/ops';
import { workgroupSize } from './shader.ts';
import type { Shader } from './shader.ts';

/** What a reduction starts from. */
function startOf(reduction: Reduction, type: 'f32' | 'i32'): string {
  if (reduction === 'sum') return type === 'f32' ? '0.0' : '0';
  if (type === 'i32') return reduction === 'maximum' ? 'bitcast<i32>(0x80000000u)' : '2147483647';
  return reduction === 'maximum' ? '-infinity()' : 'infinity()';
}

/** A NaN wins over every number. */
function combineFunction(reduction: Reduction, type: 'f32' | 'i32'): string {
  const result = reduction === 'sum' ? 'a + b' : `${reduction === 'maximum' ? 'max' : 'min'}(a, b)`;
  const guarded = type === 'f32' && reduction !== 'sum'
    ? `select(select(${result}, b, isNan(b)), a, isNan(a))`
    : result;
  return `fn combine(a: ${type}, b: ${type}) -> ${type} { return ${guarded}; }`;
}

/** Each result by one invocation: for short axes. */
export function shortReduceShader(reduction: Reduction, type: 'f32' | 'i32'): Shader {
  return {
    key: `short ${reduction} ${type}`,
    bindings: [{ name: 'source', type }, { name: 'destination', type, write: true }],
    functions: combineFunction(reduction, type),
    body: `  let inner = p(1u);
  let first = (i / inner) * p(0u) * inner + i % inner;
  var result = ${startOf(reduction, type)};
  for (var k = 0u; k < p(0u); k++) { result = combine(result, source[first + k * inner]); }
  destination[i] = result;`,
  };
}

/** Each result by one workgroup, whose totals results are combined as a tree. */
export function longReduceShader(reduction: Reduction, type: 'f32' | 'i32'): Shader {
  return {
    key: `long ${reduction} ${type}`,
    byWorkgroup: true,
    bindings: [{ name: 'source', type }, { name: 'destination', type, write: true }],
    functions: `var<workgroup> totals: array<${type}, ${workgroupSize}>;\n${combineFunction(reduction, type)}`,
    body: `  let inner = p(1u);
  let first = (i / inner) * p(0u) * inner + i % inner;
  var result = ${startOf(reduction, type)};
  for (var k = lane; k < p(0u); k += ${workgroupSize}u) { result = combine(result, source[first + k * inner]); }
  totals[lane] = result;
  for (var step = ${workgroupSize / 2}u; step > 0u; step /= 2u) {
    workgroupBarrier();
    if (lane < step) { totals[lane] = combine(totals[lane], totals[lane + step]); }
  }
  if (lane == 0u) { destination[i] = totals[0]; }`,
  };
}

/** Place of the largest element along the axis; the first one wins. */
export const argMaxShader: Shader = {
  key: 'argMax',
  bindings: [{ name: 'source', type: 'f32' }, { name: 'destination', type: 'i32', write: true }],
  body: `  let inner = p(1u);
  let first = (i / inner) * p(0u) * inner + i % inner;
  var largest = -infinity();
  var at = 0u;
  for (var k = 0u; k < p(0u); k++) {
    let x = source[first + k * inner];
    if (x > largest && !isNan(x)) { largest = x; at = k; }
  }
  destination[i] = i32(at);`,
};
