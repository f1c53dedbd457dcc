import { describe, expect, it } from 'vitest';
import { stepsToRemove } from './retention.ts';

describe('retention', () => {
  it('keeps the last ones', () => {
    expect(stepsToRemove([10, 20, 30, 40], 40, { keepLast: 2 })).toEqual([10, 20]);
    expect(stepsToRemove([10, 20, 30, 40], 40, { keepLast: 1 })).toEqual([10, 20, 30]);
    expect(stepsToRemove([10, 20], 20, { keepLast: 5 })).toEqual([]);
  });

  it('keeps the first at or after each multiple besides', () => {
    const rule = { keepLast: 1, keepEverySteps: 100 };
    expect(stepsToRemove([50, 100, 150, 200, 250, 300, 350], 350, rule)).toEqual([50, 150, 250]);
    // Saved by time, steps are no round numbers.
    expect(stepsToRemove([37, 98, 131, 164, 215, 340, 371], 371, rule)).toEqual([37, 98, 164]);
  });

  it('does not change its mind about a step that it kept', () => {
    const rule = { keepLast: 2, keepEverySteps: 70 };
    let steps: number[] = [];
    for (let saved = 30; saved <= 600; saved += 30) {
      steps.push(saved);
      const removed = stepsToRemove(steps, saved, rule);
      steps = steps.filter((step) => !removed.includes(step));
    }
    expect(steps).toEqual([90, 150, 210, 300, 360, 420, 510, 570, 600]);
  });

  it('of a run that went back keeps what is before the step, and drops what is after it', () => {
    expect(stepsToRemove([40, 50, 55, 60], 55, { keepLast: 2 })).toEqual([40, 60]);
    expect(stepsToRemove([5, 10, 20, 30], 5, { keepLast: 2 })).toEqual([10, 20]);
  });
});
