import { describe, expect, it } from 'vitest';
import { LossSeries, thinned } from './loss-series.ts';
import type { Point } from './loss-series.ts';

describe('the losses of a run', () => {
  it('are smoothed without the bias of their start', () => {
    const series = new LossSeries();
    for (let step = 1; step <= 100; step++) series.addTraining(step, 2);
    expect(series.smooth.map(([, loss]) => loss)).toEqual(Array.from({ length: 100 }, () => expect.closeTo(2, 12)));
  });

  it('have a range with a margin, which an outlier hardly widens', () => {
    const series = new LossSeries();
    expect(series.range()).toBeUndefined();
    for (let step = 1; step <= 1000; step++) series.addTraining(step, step === 900 ? 9 : 3 - step / 1000);
    series.addHeldOut(1000, 1.5);
    expect(series.range()).toEqual([expect.closeTo(1.5 - 0.12, 3), expect.closeTo(3 + 0.12, 2)]);
  });

  it('are thinned to the extremes of each stretch, in their order', () => {
    const points = Array.from({ length: 1000 }, (_, i): Point => [i, i === 501 ? 9 : i === 777 ? -9 : 0]);
    const few = thinned(points, 20);
    expect(few).toHaveLength(20);
    expect(few).toEqual(expect.arrayContaining([[501, 9], [777, -9]]));
    expect(few.map(([step]) => step)).toEqual(few.map(([step]) => step).sort((a, b) => a - b));
    expect(thinned(points, 1000)).toBe(points);
  });
});
