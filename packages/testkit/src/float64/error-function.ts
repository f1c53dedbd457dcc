/** The error function in double precision. */

/** Below it the series is short; above it the continued fraction is. */
const SWITCH = 2;
const FRACTION_TERMS = 120;

/**
 * erf(x) = 2/√π ∫₀ˣ exp(−t²) dt, to about 1e-15. The series and the continued fraction are 7.6.2 and 7.9.2 of the NIST
 * Digital Library of Mathematical Functions; all terms of either are positive, so nothing cancels.
 */
export function erf(x: number): number {
  if (x === 0 || Number.isNaN(x)) return x;
  const size = Math.abs(x);
  const value = size < SWITCH ? bySeries(size) : 1 - complementByFraction(size);
  return x < 0 ? -value : value;
}

/** 2/√π · exp(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)) */
function bySeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** exp(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))), evaluated from its end. */
function complementByFraction(x: number): number {
  if (x > 6) return 0;
  let denominator = x;
  for (let n = FRACTION_TERMS; n >= 1; n--) denominator = x + n / 2 / denominator;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * denominator);
}
