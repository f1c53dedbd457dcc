/** Numbers that another run, processor or clock makes a little different. */
const DECIMAL = /-?\d+\.\d+/g;
const TOLERANCE = 0.03;
/** What commands say of time, memory, rates and threads. */
const MEASURED = /-?\d[\d,.]*(?:e[+-]?\d+)?(?: (?:ms|s|min|h|kB|MB|GB)\b)?/g;

/**
 * What is shown and was not printed: the first such line, or undefined. `…` stands for lines that are left out.
 *
 * @param {readonly string[]} shown
 * @param {readonly string[]} printed
 * @param {boolean} measured whether every number is of this run alone
 */
export function firstMissing(shown, printed, measured) {
  let at = 0;
  let skipping = false;
  for (const line of shown) {
    if (line === '…') {
      skipping = true;
      continue;
    }
    while (skipping && at < printed.length && !same(line, printed[at], measured)) at++;
    if (at >= printed.length || !same(line, printed[at], measured)) return line;
    at++;
    skipping = false;
  }
  return undefined;
}

function same(shown, printed, measured) {
  if (measured) return mask(shown, MEASURED) === mask(printed, MEASURED);
  if (mask(shown, DECIMAL) !== mask(printed, DECIMAL)) return false;
  const [a, b] = [shown, printed].map((line) => (line.match(DECIMAL) ?? []).map(Number));
  return a.every((number, i) => Math.abs(number - b[i]) <= TOLERANCE * Math.max(1, Math.abs(number)));
}

function mask(line, pattern) {
  return line.replaceAll(pattern, '#').replaceAll(/ +/g, ' ').trim();
}
