/** The rank of each value in ascending order, from 1; equal values share the mean of their ranks. */
export function averageRanks(values: readonly number[]): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    // Ranks first + 1 to end.
    const rank = (first + 1 + end) / 2;
    for (let i = first; i < end; i++) ranks[order[i]!] = rank;
    first = end;
  }
  return ranks;
}
