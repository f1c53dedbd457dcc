import { describe, expect, it } from 'vitest';
import { scoringWindows } from './scoring-windows.ts';

describe('the windows of a sequence', () => {
  it('is one where it fits, with the rest as context', () => {
    expect(scoringWindows(5, 1, { context: 8, stride: 4 })).toEqual([{ start: 0, end: 4, scored: 4 }]);
    expect(scoringWindows(9, 6, { context: 8, stride: 4 })).toEqual([{ start: 0, end: 8, scored: 3 }]);
  });

  it('are filled first, and then move on by the stride', () => {
    expect(scoringWindows(12, 1, { context: 4, stride: 3 })).toEqual([
      { start: 0, end: 4, scored: 4 }, { start: 3, end: 7, scored: 3 }, { start: 6, end: 10, scored: 3 },
      { start: 7, end: 11, scored: 1 },
    ]);
  });

  it('see only the end of a long context', () => {
    expect(scoringWindows(20, 18, { context: 4, stride: 2 })).toEqual([{ start: 15, end: 19, scored: 2 }]);
  });

  it('are none where nothing is scored', () => {
    expect(scoringWindows(3, 3, { context: 4, stride: 2 })).toEqual([]);
  });

  it('score every token once, with the context that is promised', () => {
    for (let length = 2; length < 30; length++) {
      for (let context = 1; context < 8; context++) {
        for (let stride = 1; stride <= context; stride++) {
          const scored: number[] = [];
          for (const { start, end, scored: count } of scoringWindows(length, 1, { context, stride })) {
            expect(end - start).toBeLessThanOrEqual(context);
            for (let target = end - count + 1; target <= end; target++) {
              expect(target - start).toBeGreaterThanOrEqual(Math.min(target, context - stride + 1));
              scored.push(target);
            }
          }
          expect(scored).toEqual(Array.from({ length: length - 1 }, (_, i) => i + 1));
        }
      }
    }
  });
});
