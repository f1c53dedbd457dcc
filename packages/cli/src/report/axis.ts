/** A linear scale and the places that its axis is labelled at. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/**
 * An axis over [low, high] with about `count` ticks at round numbers (1, 2 or 5 times a power of ten).
 * Where the ends are equal, or not finite, the axis is widened to something.
 */
export function axisOf(low: number, high: number, count: number): Axis {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return axisOf(0, 1, count);
  if (!(high - low > 1e-9 * Math.abs(high))) {
    const margin = Math.abs(high) / 2 || 1;
    return axisOf(low - margin, high + margin, count);
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Products of whole numbers, so that ticks have no trail of rounding errors.
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { low, high, ticks };
}

/** A number as a table shows it, with a fixed number of decimals, so that a column lines up; `–` where it is none. */
export function fixedNumber(value: number, decimals: number): string {
  return Number.isFinite(value) ? value.toFixed(decimals).replace('-', '−') : '–';
}

/** A number as an axis or a sentence shows it: at most four significant digits, `1.2e−5` where it is tiny. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-3) return value.toExponential(2).replace(/\.?0*e-/u, 'e−').replace(/^-/u, '−');
  const digits = size >= 1000 ? 0 : Math.max(0, 3 - Math.max(0, Math.floor(Math.log10(size || 1))));
  return value.toLocaleString('en-US', { maximumFractionDigits: digits }).replace(/^-/u, '−');
}
