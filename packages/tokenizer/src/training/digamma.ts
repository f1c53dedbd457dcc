/** ψ(x), the derivative of ln Γ(x), for x > 0: the recurrence up to 7, then the asymptotic series around x − ½. */
export function digamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < 7; at++) sum -= 1 / at;
  at -= 0.5;
  const inverse2 = 1 / (at * at);
  const inverse4 = inverse2 * inverse2;
  return sum + Math.log(at) + inverse2 / 24 - (7 / 960) * inverse4 + (31 / 8064) * inverse4 * inverse2
    - (127 / 30720) * inverse4 * inverse4;
}
