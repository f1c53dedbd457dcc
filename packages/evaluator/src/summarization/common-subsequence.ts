/** The table of lengths of longest common subsequences of all beginnings of two sequences. */
export interface SubsequenceTable {
  readonly lengths: Uint16Array | Int32Array;
  readonly columns: number;
}

/** The table of two sequences, (A + 1)×(B + 1) in one array. */
export function subsequenceTable(a: readonly string[], b: readonly string[]): SubsequenceTable {
  const columns = b.length + 1;
  const cells = (a.length + 1) * columns;
  const lengths = Math.min(a.length, b.length) < 65_536 ? new Uint16Array(cells) : new Int32Array(cells);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const at = i * columns + j;
      const [above, left] = [lengths[at - columns]!, lengths[at - 1]!];
      lengths[at] = a[i - 1] === b[j - 1] ? lengths[at - columns - 1]! + 1 : Math.max(above, left);
    }
  }
  return { lengths, columns };
}

/** The length of the longest common subsequence of two sequences. */
export function commonLength(a: readonly string[], b: readonly string[]): number {
  return subsequenceTable(a, b).lengths.at(-1)!;
}

/** Where in `a` one of its longest common subsequences with `b` is. Of several the one found from the end. */
export function commonPlaces(a: readonly string[], b: readonly string[]): number[] {
  const { lengths, columns } = subsequenceTable(a, b);
  const places: number[] = [];
  for (let [i, j] = [a.length, b.length]; i > 0 && j > 0;) {
    const at = i * columns + j;
    if (a[i - 1] === b[j - 1]) {
      places.push(i - 1);
      i--;
      j--;
    } else if (lengths[at - 1]! > lengths[at - columns]!) {
      j--;
    } else {
      i--;
    }
  }
  return places.reverse();
}
