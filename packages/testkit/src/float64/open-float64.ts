/** The float64 backend: the oracle that other backends are held to. */
import { createBackend } from '@oneday/ops';
import type { Backend } from '@oneday/ops';
import { float64Engine } from './engine.ts';
import { interpreter } from './interpreter.ts';

/**
 * Opens a backend that runs every reference in float64: `f32` values are not rounded, casts to `bf16` and `f16` round
 * to nearest even, integers are exact. It is written to be read, not to be fast, and has no kernels.
 *
 * Its `read` and `readVariable` give `Float64Array` for float types, so that comparisons lose nothing, and its
 * variables keep the digits of a `Float64Array` that is written to them. `memory()` counts 8 bytes a float.
 */
export async function openFloat64(): Promise<Backend> {
  return createBackend(float64Engine(interpreter));
}
