/** Decimals that hold a double between 1e-3 and 1e3 exactly, wherever a tie between two roundings is possible. */
const EXACT_DIGITS = 60;

/**
 * A number with a fixed number of decimals, as C and Python print it: ties go to the even digit, so that 12.25 is
 * "12.2". `toFixed` takes the larger, "12.3".
 *
 * @param value at least 0
 */
export function formatFixed(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  const exact = value.toFixed(EXACT_DIGITS);
  const point = exact.indexOf('.');
  const isTie = /^50*$/.test(exact.slice(point + 1 + digits));
  if (!isTie) return rounded;
  const down = exact.slice(0, digits === 0 ? point : point + 1 + digits);
  return Number(down.at(-1)) % 2 === 0 ? down : rounded;
}
