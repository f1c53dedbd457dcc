/** float64 functions that JavaScript lacks, for checking kernels against. */

/** The error function to about 1e-15: its series for small arguments, a continued fraction of erfc for large ones. */
export function erf(x: number): number {
  const z = Math.abs(x);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let n = 1; Math.abs(term) > 1e-18; n++) {
      term *= -(z * z) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction)));
}

/** Rounds a number to the nearest of a binary format, ties to even: bf16 has 8 bits and 2^-133, f16 11 and 2^-24. */
export function roundToFormat(x: number, significantBits: number, smallestStep: number, largest: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const step = Math.max(2 ** (Math.floor(Math.log2(Math.abs(x))) + 1 - significantBits), smallestStep);
  const quotient = x / step;
  const below = Math.floor(quotient);
  const rest = quotient - below;
  const rounded = rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
  const result = rounded * step;
  if (Math.abs(result) > largest) return Math.sign(x) * Infinity;
  return result === 0 ? Math.sign(x) * 0 : result;
}
