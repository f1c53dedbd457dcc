/** Shaders that move elements, whatever their type: 32 bits each. */
import type { Shader } from './shader.ts';

/**
 * Where element `index` of a row-major array lies in a strided one: parameters from `at` on are pairs of a size and a
 * stride, `rank` of them.
 */
const offsetFunction = `
fn offsetOf(index: u32, at: u32, rank: u32) -> u32 {
  var rest = index;
  var offset = 0u;
  for (var axis = rank; axis > 0u; axis--) {
    let pair = at + 2u * (axis - 1u);
    offset += (rest % p(pair)) * p(pair + 1u);
    rest /= p(pair);
  }
  return offset;
}`;

const bits = (name: string, write = false) => ({ name, type: 'u32', write }) as const;

/** Reads a strided array: transposes, repetitions, slices. Parameters: start, rank, pairs. */
export const readStridedShader: Shader = {
  key: 'readStrided',
  bindings: [bits('source'), bits('destination', true)],
  functions: offsetFunction,
  body: '  destination[i] = source[p(0u) + offsetOf(i, 2u, p(1u))];',
};

/** Writes into a part of an array. Parameters: start, rank, pairs. */
export const writeStridedShader: Shader = {
  key: 'writeStrided',
  bindings: [bits('source'), bits('destination', true)],
  functions: offsetFunction,
  body: '  destination[p(0u) + offsetOf(i, 2u, p(1u))] = source[i];',
};

/** Writes at a place that is read on the device. Parameters: stride of the axis, rank, the last start, pairs. */
export const updateShader: Shader = {
  key: 'update',
  bindings: [bits('source'), { name: 'start', type: 'i32' }, bits('destination', true)],
  functions: offsetFunction,
  body: `  let first = u32(clamp(start[0], 0, i32(p(2u))));
  destination[first * p(0u) + offsetOf(i, 3u, p(1u))] = source[i];`,
};

/** One number everywhere. Parameter: its bits. */
export const fillShader: Shader = {
  key: 'fill',
  bindings: [bits('destination', true)],
  body: '  destination[i] = p(0u);',
};

/** 0, 1, 2 … along an axis. Parameters: elements behind it, its size. */
export function iotaShader(type: 'f32' | 'i32' | 'u32'): Shader {
  return {
    key: `iota ${type}`,
    bindings: [{ name: 'destination', type, write: true }],
    body: `  destination[i] = ${type}((i / p(0u)) % p(1u));`,
  };
}
