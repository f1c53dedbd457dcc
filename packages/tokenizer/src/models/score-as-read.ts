/**
 * A number as Hugging Face's library reads it from JSON: its digits, an integer that is rounded to a double, times or
 * over a power of ten, which rounds once more. It may be the number next to what is written, and so decides between two
 * ways through a piece whose scores would be the same, as those of `--- -` and `- ---`.
 */
export function scoreAsRead(score: number): number {
  const [mantissa, exponent] = Math.abs(score).toExponential().split('e') as [string, string];
  const digits = mantissa.replace('.', '');
  const shift = Number(exponent) - (digits.length - 1);
  // Written out, because powers that are computed are not always the nearest double.
  const power = Number(`1e${Math.abs(shift)}`);
  const size = shift < 0 ? Number(digits) / power : Number(digits) * power;
  return score < 0 ? -size : size;
}
