import { Int32List } from '../int32-list.ts';
import { sharedLength } from './suffix-order.ts';

/** Substrings that occur more than once, each as a range of suffixes that begin with it. */
export interface RepeatedSubstrings {
  /** Substring i begins the suffixes order[from[i], to[i]), */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** and has so many code points. */
  readonly lengths: Int32Array;
}

/**
 * All substrings of 2 to `maxLength` code points that occur at least twice and are not always followed by the same code
 * point, in the order of their code points: the inner nodes of the suffix tree. None holds a 0, though a 0 counts
 * as what follows.
 *
 * @param order suffixes in the order of at least their first `maxLength` + 1 code points
 */
export function repeatedSubstrings(points: Int32Array, order: Int32Array, maxLength: number): RepeatedSubstrings {
  const found = [new Int32List(), new Int32List(), new Int32List()] as const;
  // Open ranges, each inside the one below it: where it begins, and how many code points its suffixes share.
  const begins = [0];
  const depths = [0];
  for (let i = 1; i <= order.length; i++) {
    const shared = i === order.length ? 0 : sharedLength(points, order[i - 1]!, order[i]!, maxLength + 1);
    let begin = i - 1;
    while (depths.at(-1)! > shared) {
      const depth = depths.pop()!;
      begin = begins.pop()!;
      const endsInside = points[order[begin]! + depth - 1] !== 0;
      if (depth > 1 && depth <= maxLength && endsInside) {
        found[0].push(begin);
        found[1].push(i);
        found[2].push(depth);
      }
    }
    if (depths.at(-1)! < shared) {
      begins.push(begin);
      depths.push(shared);
    }
  }
  return inStringOrder(found[0].toArray(), found[1].toArray(), found[2].toArray());
}

/** Of ranges that begin together, the one of the shorter substring comes first. */
function inStringOrder(from: Int32Array, to: Int32Array, lengths: Int32Array): RepeatedSubstrings {
  const order = Int32Array.from(from, (_, i) => i).sort((a, b) => from[a]! - from[b]! || lengths[a]! - lengths[b]!);
  const pick = (values: Int32Array) => order.map((i) => values[i]!);
  return { from: pick(from), to: pick(to), lengths: pick(lengths) };
}
