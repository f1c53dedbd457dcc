/** A point of a curve. */
export type Point = readonly [x: number, y: number];

/**
 * Cuts the places 0 … count − 1 into at most `most` ranges of nearly equal length, in order.
 *
 * @returns [start, end) of each
 */
export function bucketsOf(count: number, most: number): (readonly [start: number, end: number])[] {
  const buckets = Math.min(count, most);
  const edge = (bucket: number) => Math.floor((bucket * count) / buckets);
  return Array.from({ length: buckets }, (_, bucket) => [edge(bucket), edge(bucket + 1)] as const);
}

/**
 * A long series as few points that look the same: of each of at most `most` ranges the lowest and the highest value,
 * in their order. Values that are not finite are left out.
 */
export function extremes(x: readonly number[], y: readonly number[], most: number): Point[] {
  const points: Point[] = [];
  for (const [start, end] of bucketsOf(y.length, most)) {
    let lowest = -1;
    let highest = -1;
    for (let at = start; at < end; at++) {
      if (!Number.isFinite(y[at])) continue;
      if (lowest < 0 || y[at]! < y[lowest]!) lowest = at;
      if (highest < 0 || y[at]! > y[highest]!) highest = at;
    }
    if (lowest < 0) continue;
    for (const at of new Set([Math.min(lowest, highest), Math.max(lowest, highest)])) points.push([x[at]!, y[at]!]);
  }
  return points;
}

/**
 * Exponential moving average without the bias of its start (Kingma and Ba 2015, §3): the weight of a value halves over
 * about a third of the window. At first the window is a quarter of what has been, so that the average follows the steep
 * start of a loss curve. Values that are not finite are passed over.
 *
 * @param window about how many values an average is of, in the end
 */
export function smoothed(values: readonly number[], window: number): number[] {
  let sum = 0;
  let weight = 0;
  return values.map((value, at) => {
    const decay = 1 - 2 / (Math.max(1, Math.min(window, at / 4)) + 1);
    if (Number.isFinite(value)) {
      sum = decay * sum + (1 - decay) * value;
      weight = decay * weight + (1 - decay);
    }
    return sum / weight;
  });
}

/** The value below which a share of the finite values lies; NaN when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  return sorted.length === 0 ? NaN : sorted[Math.round(share * (sorted.length - 1))]!;
}
