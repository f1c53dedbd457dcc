import { describe, expect, it } from 'vitest';
import { Merger } from './merger.ts';
import type { Merge } from './merger.ts';

/** Merges by the definition: look for the lowest rank, leftmost first, and begin again. */
function mergeSlowly(symbols: number[], merges: readonly Merge[]): number[] {
  for (;;) {
    let best: { rank: number; at: number } | undefined;
    for (let at = 0; at + 1 < symbols.length; at++) {
      const rank = merges.findIndex(([left, right]) => left === symbols[at] && right === symbols[at + 1]);
      if (rank !== -1 && (best === undefined || rank < best.rank)) best = { rank, at };
    }
    if (best === undefined) return symbols;
    symbols = symbols.toSpliced(best.at, 2, merges[best.rank]![2]);
  }
}

describe('Merger', () => {
  it.each([2, 3, 10, 63, 64, 65, 66, 100, 300])('merges %d symbols as the definition says', (length) => {
    let state = length;
    const random = (below: number) => Math.floor(
      ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) * below,
    );
    for (let round = 0; round < 20; round++) {
      const merges: Merge[] = [];
      for (let merged = 3; merged < 40; merged++) {
        const [left, right] = [random(merged), random(merged)];
        if (!merges.some((merge) => merge[0] === left && merge[1] === right)) merges.push([left, right, merged]);
      }
      const symbols = Array.from({ length }, () => random(3));
      const buffer = Int32Array.from(symbols);
      const kept = new Merger(merges).merge(buffer, length, new Int32Array(length));
      expect([...buffer.subarray(0, kept)]).toEqual(mergeSlowly(symbols, merges));
    }
  });

  it.each([5, 100])('adds up the extents of what has merged, in %d symbols', (length) => {
    const buffer = new Int32Array(length);
    const extents = Int32Array.from({ length }, (_, i) => i + 1);
    // Pairs of symbols, and a last one where they are odd.
    const kept = new Merger([[0, 0, 1]]).merge(buffer, length, extents);
    expect(kept).toBe(Math.ceil(length / 2));
    const sums = Array.from({ length: kept }, (_, i) => (2 * i + 1 < length ? 4 * i + 3 : length));
    expect([...extents.subarray(0, kept)]).toEqual(sums);
  });

  it('counts the last rank of a pair that comes twice', () => {
    const buffer = Int32Array.of(0, 0, 1);
    const kept = new Merger([[0, 0, 2], [0, 1, 3], [0, 0, 4]]).merge(buffer, 3, new Int32Array(3));
    expect([...buffer.subarray(0, kept)]).toEqual([0, 3]);
  });

  it('goes on with short pieces after an enormous one', () => {
    const merger = new Merger([[0, 0, 1]]);
    const merged = [100_000, 2, 3].map((length) => (
      merger.merge(new Int32Array(length), length, new Int32Array(length))
    ));
    expect(merged).toEqual([50_000, 1, 2]);
  });

  it('leaves one symbol and none as they are', () => {
    const merger = new Merger([[0, 0, 1]]);
    expect(merger.merge(Int32Array.of(0), 1, Int32Array.of(1))).toBe(1);
    expect(merger.merge(Int32Array.of(), 0, Int32Array.of())).toBe(0);
  });
});
