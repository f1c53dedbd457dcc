import { foldIn, randomBits, seedKey } from '@oneday/core';
import { expect, it } from 'vitest';
import { KernelMemory } from './memory.ts';
import { placeAll, Workspace, WorkspacePlace } from './workspace.ts';

function place(bytes: number, first: number, last: number): WorkspacePlace {
  const made = new WorkspacePlace(new Workspace(new KernelMemory()), bytes);
  made.use(first);
  made.use(last);
  return made;
}

it('lets places share bytes when they are never used at the same time', () => {
  const [a, b] = [place(1000, 0, 1), place(1000, 2, 3)];
  expect(placeAll([a, b])).toBe(a.bytes);
});

it('keeps apart places that one node uses together', () => {
  const [a, b] = [place(1000, 0, 2), place(1000, 2, 3)];
  expect(placeAll([a, b])).toBe(a.bytes + b.bytes);
});

it('never overlaps places whose times overlap, for 200 random sets', () => {
  for (let set = 0; set < 200; set++) {
    const bits = randomBits(foldIn(seedKey(7), set), 90);
    const places = Array.from({ length: 30 }, (_, i) => {
      const first = bits[3 * i]! % 40;
      return place(1 + (bits[3 * i + 1]! % 5000), first, first + (bits[3 * i + 2]! % 10));
    });
    const total = placeAll(places);
    for (const a of places) {
      expect(a.offset + a.bytes).toBeLessThanOrEqual(total);
      const clashes = places.filter(
        (b) =>
          b !== a &&
          a.first <= b.last &&
          b.first <= a.last &&
          a.offset < b.offset + b.bytes &&
          b.offset < a.offset + a.bytes,
      );
      expect(clashes).toEqual([]);
    }
  }
});

it('moves when it has to grow, and only then', () => {
  const workspace = new Workspace(new KernelMemory());
  workspace.reserve(1000);
  const base = workspace.base;
  workspace.reserve(500);
  expect(workspace.base).toBe(base);
});
