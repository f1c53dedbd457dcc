import { afterAll, describe, expect, test } from 'vitest';
import { openKernels } from './kernel-harness.ts';
import { largestError, uniformNumbers } from './numbers.ts';
import { runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

interface RotaryCase {
  readonly batch: number;
  readonly time: number;
  readonly heads: number;
  readonly headWidth: number;
  /** Floats of a row before and after the heads, as in a packed projection. */
  readonly gap: number;
  readonly positionsPerBatch: boolean;
  readonly theta: number;
}

const cases: readonly RotaryCase[] = [
  { batch: 1, time: 1, heads: 1, headWidth: 2, gap: 0, positionsPerBatch: false, theta: 10000 },
  { batch: 2, time: 5, heads: 3, headWidth: 8, gap: 0, positionsPerBatch: true, theta: 10000 },
  { batch: 3, time: 7, heads: 2, headWidth: 6, gap: 24, positionsPerBatch: false, theta: 100 },
  { batch: 2, time: 66, heads: 2, headWidth: 64, gap: 5, positionsPerBatch: true, theta: 500000 },
];

describe.each(cases)('$batch × $time, $heads heads of $headWidth, gap $gap', (rotaryCase) => {
  const { batch, time, heads, headWidth, gap, positionsPerBatch, theta } = rotaryCase;
  const stride = heads * headWidth + gap;
  const x = uniformNumbers(batch * time * stride, 1);
  // Positions far into a long text: angles of many turns.
  const positions = Array.from({ length: positionsPerBatch ? batch * time : time }, (_, i) => (i * 7919) % 100003);

  function rotated(inverse: boolean, start: Float32Array, add: boolean): Float64Array {
    const out = Float64Array.from(start);
    const half = headWidth / 2;
    for (let row = 0; row < batch * time; row++) {
      for (let pair = 0; pair < heads * half; pair++) {
        const i = pair % half;
        const at = row * stride + Math.floor(pair / half) * headWidth + i;
        const position = positions[positionsPerBatch ? row : row % time]!;
        const angle = (inverse ? -1 : 1) * position * Math.fround(theta ** (-i / half));
        const [a, b] = [x[at]!, x[at + half]!];
        out[at] = (add ? start[at]! : 0) + a * Math.cos(angle) - b * Math.sin(angle);
        out[at + half] = (add ? start[at + half]! : 0) + a * Math.sin(angle) + b * Math.cos(angle);
      }
    }
    return out;
  }

  test.each([[false, 0], [true, 0], [true, 1]] as const)('inverse %s, accumulate %i', (inverse, accumulate) => {
    const start = uniformNumbers(x.length, 2);
    const { floats } = runOnAllThreads(kernels, 'rotary', () => {
      const out = kernels.block(start);
      const tensors = [kernels.block(x), stride, out, stride, kernels.intBlock(positions)] as const;
      const options = [Number(positionsPerBatch), { f32: theta }, Number(inverse), accumulate] as const;
      return { slots: [batch, time, heads, headWidth, ...tensors, ...options], outputs: [out] };
    })[0]!;
    expect(largestError(floats, rotated(inverse, start, accumulate === 1))).toBeLessThan(2e-7);
  });

  test('the inverse undoes the rotation in place', () => {
    const block = kernels.block(x);
    const run = (inverse: number) => {
      const tensors = [block, stride, block, stride, kernels.intBlock(positions)] as const;
      const options = [Number(positionsPerBatch), { f32: theta }, inverse, 0] as const;
      kernels.run('rotary', [batch, time, heads, headWidth, ...tensors, ...options], 2);
    };
    run(0);
    run(1);
    expect(largestError(block.floats, x)).toBeLessThan(4e-7);
    kernels.reset();
  });
});
