/** Rows by index, and random bits. */
import type { NodeOf } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import { input, output } from '../steps.ts';
import type { Steps } from '../steps.ts';
import { addRowsShader, gatherRowsShader, linkIndicesShader, randomBitsShader } from '../wgsl/rows.ts';

/** Copies rows, of any element type. */
export function lowerGatherRows(steps: Steps, { inputs, outputs }: NodeOf<'gatherRows'>): void {
  const [rows, ...rest] = inputs[0]!.shape;
  const width = sizeOf(rest);
  steps.dispatch(gatherRowsShader, [input(0), input(1), output()], sizeOf(outputs[0]!.shape), [width, rows!]);
}

/** Adds rows to the base, in place, in index order. */
export function lowerScatterAddRows(steps: Steps, { inputs }: NodeOf<'scatterAddRows'>): void {
  const [{ shape: base }, { shape: indices }] = [inputs[0]!, inputs[1]!];
  const [count, width] = [sizeOf(indices), sizeOf(base.slice(1))];
  steps.inPlace.set(0, 0);
  const links = steps.scratch(2 * count);
  steps.dispatch(linkIndicesShader, [input(1), links], count);
  steps.dispatch(addRowsShader, [input(1), links, input(2), output()], count * width, [width, base[0]!, count]);
}

/** Encrypts one counter for two elements. */
export function lowerRandomBits(steps: Steps, { outputs }: NodeOf<'randomBits'>): void {
  const size = sizeOf(outputs[0]!.shape);
  steps.dispatch(randomBitsShader, [input(0), output()], Math.ceil(size / 2), [size]);
}
