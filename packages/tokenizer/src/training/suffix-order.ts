/** Ranges shorter than this are sorted by insertion. */
const SHORT_RANGE = 12;

/**
 * The positions of all code points but 0, ordered by the text that begins there. Only the first `depth` code points
 * count, and none behind a 0, so the time is linear in the text for a given depth.
 *
 * Multikey quicksort (Bentley and Sedgewick 1997).
 *
 * @param points code points, the last of them 0
 * @param depth how many code points are looked at
 */
export function suffixOrder(points: Int32Array, depth: number): Int32Array {
  let size = 0;
  for (const point of points) if (point !== 0) size++;
  const order = new Int32Array(size);
  for (let i = 0, j = 0; i < points.length; i++) if (points[i] !== 0) order[j++] = i;
  // Ranges still to be sorted: where they begin and end, and how many code points their texts share.
  const stack = [0, size, 0];
  while (stack.length > 0) {
    const shared = stack.pop()!;
    const to = stack.pop()!;
    const from = stack.pop()!;
    if (to - from < SHORT_RANGE) {
      insertionSort(points, order, from, to, shared, depth);
      continue;
    }
    const pivot = medianPoint(points, order, from, to, shared);
    let less = from;
    let greater = to;
    for (let i = from; i < greater;) {
      const position = order[i]!;
      const point = points[position + shared]!;
      if (point < pivot) {
        order[i++] = order[less]!;
        order[less++] = position;
      } else if (point > pivot) {
        order[i] = order[--greater]!;
        order[greater] = position;
      } else i++;
    }
    if (less - from > 1) stack.push(from, less, shared);
    if (to - greater > 1) stack.push(greater, to, shared);
    if (pivot !== 0 && shared + 1 < depth && greater - less > 1) stack.push(less, greater, shared + 1);
  }
  return order;
}

/**
 * How many code points two texts share: at most `depth`, and none behind a 0 that both have.
 *
 * @param a where one text begins
 * @param b where the other does
 */
export function sharedLength(points: Int32Array, a: number, b: number, depth: number): number {
  let shared = 0;
  while (shared < depth) {
    const point = points[a + shared]!;
    if (point !== points[b + shared]) break;
    shared++;
    if (point === 0) break;
  }
  return shared;
}

function medianPoint(points: Int32Array, order: Int32Array, from: number, to: number, shared: number): number {
  const a = points[order[from]! + shared]!;
  const b = points[order[(from + to) >> 1]! + shared]!;
  const c = points[order[to - 1]! + shared]!;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function insertionSort(
  points: Int32Array, order: Int32Array, from: number, to: number, shared: number, depth: number,
): void {
  for (let i = from + 1; i < to; i++) {
    const position = order[i]!;
    let j = i;
    while (j > from && isBefore(points, position + shared, order[j - 1]! + shared, depth - shared)) {
      order[j] = order[j - 1]!;
      j--;
    }
    order[j] = position;
  }
}

function isBefore(points: Int32Array, a: number, b: number, depth: number): boolean {
  for (let i = 0; i < depth; i++) {
    const point = points[a + i]!;
    if (point !== points[b + i]) return point < points[b + i]!;
    if (point === 0) return false;
  }
  return false;
}
