import { describe, expect, it } from 'vitest';
import { mergePiece } from './merge-piece.ts';
import { MergeTable } from './merge-table.ts';
import type { Merge } from './merge-table.ts';

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

describe('mergePiece', () => {
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
      const kept = mergePiece(buffer, length, new MergeTable(merges));
      expect([...buffer.subarray(0, kept)]).toEqual(mergeSlowly(symbols, merges));
    }
  });

  it('leaves one symbol and none as they are', () => {
    const merges = new MergeTable([[0, 0, 1]]);
    expect(mergePiece(Int32Array.of(0), 1, merges)).toBe(1);
    expect(mergePiece(Int32Array.of(), 0, merges)).toBe(0);
  });
});
