import { InvalidInputError } from '@oneday/core';
import type { Json, Metric } from '@oneday/core';
import { expect, it } from 'vitest';

/**
 * What holds for every metric: states merge to the result of one pass for any split, survive JSON, and are never
 * changed; a metric that has seen nothing has no result.
 *
 * @param close compares two results; exact equality unless sums are rounded
 */
export function followsTheLawsOfMetrics<In, State extends Json, Out>(
  metric: Metric<In, State, Out>, inputs: readonly In[],
  close: (actual: Out, expected: Out) => void = (actual, expected) => expect(actual).toEqual(expected),
): void {
  const seen = (part: readonly In[]) => (
    part.reduce((state, input) => metric.update(frozen(state), input), metric.initial())
  );

  it('merges to the result of one pass, for any split and order, through JSON', () => {
    const expected = metric.result(seen(inputs));
    for (const cut of [0, 1, Math.floor(inputs.length / 2), inputs.length]) {
      const [left, right] = [inputs.slice(0, cut), inputs.slice(cut)].map(
        (part) => frozen(JSON.parse(JSON.stringify(seen(part))) as State),
      );
      close(metric.result(metric.merge(left!, right!)), expected);
      close(metric.result(metric.merge(right!, left!)), expected);
    }
  });

  it('has no result before anything is scored', () => {
    expect(() => metric.result(metric.initial())).toThrow(InvalidInputError);
  });
}

/** The value, of which nothing can be changed any more. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
