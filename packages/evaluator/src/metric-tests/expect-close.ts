import { expect } from 'vitest';

/**
 * Holds a number, or an array of them, to another system's: within 1e-12, relative above 1. `null` stands for NaN.
 *
 * @param about what to print when it fails
 */
export function expectClose(actual: unknown, expected: unknown, about: unknown): void {
  const message = JSON.stringify(about);
  if (Array.isArray(expected)) {
    expect(actual, message).toHaveLength(expected.length);
    expected.forEach((value, i) => expectClose((actual as unknown[])[i], value, about));
  } else if (expected === null) {
    expect(actual, message).toBeNaN();
  } else {
    const bound = 1e-12 * Math.max(1, Math.abs(expected as number));
    expect(Math.abs((actual as number) - (expected as number)), message).toBeLessThanOrEqual(bound);
  }
}
