import { describe, expect, it } from 'vitest';
import { Allocator } from './allocator.ts';

const line = 64;

function allocator(limit = 1 << 20) {
  let reached = 0;
  const allocate = new Allocator(line, limit, (end) => {
    reached = Math.max(reached, end);
  });
  return { allocate, reached: () => reached };
}

describe('Allocator', () => {
  it('aligns blocks to lines, with a line behind each that may be read', () => {
    const { allocate, reached } = allocator();
    const [a, b] = [allocate.allocate(1), allocate.allocate(65)];
    expect(a % line).toBe(0);
    expect(b - a).toBe(2 * line);
    expect(reached()).toBe(b + 3 * line);
  });

  it('fills holes again, joined with their neighbours', () => {
    const { allocate, reached } = allocator();
    const blocks = [100, 100, 100, 100].map((bytes) => allocate.allocate(bytes));
    const end = reached();
    [1, 3, 2].forEach((i) => allocate.free(blocks[i]!));
    expect(allocate.allocate(500)).toBe(blocks[1]);
    expect(reached()).toBe(end);
  });

  it('grows from a hole at the end instead of leaving it', () => {
    const { allocate, reached } = allocator();
    const first = allocate.allocate(100);
    allocate.free(first);
    expect(allocate.allocate(1000)).toBe(first);
    expect(reached()).toBe(first + 17 * line);
  });

  it('counts what is used and the most that ever was', () => {
    const { allocate } = allocator();
    const block = allocate.allocate(640);
    allocate.free(block);
    expect(allocate.usedBytes).toBe(0);
    expect(allocate.peakBytes).toBe(704);
  });

  it('refuses addresses that are no blocks', () => {
    const { allocate } = allocator();
    const block = allocate.allocate(10);
    allocate.free(block);
    expect(() => allocate.free(block)).toThrow('is not an allocated block');
  });

  it('says how much is missing when the memory is full, and stays usable', () => {
    const { allocate } = allocator(4 << 20);
    expect(() => allocate.allocate(5 << 20)).toThrow(/5 MiB more than the 0 MiB in use do not fit/);
    expect(allocate.allocate(1 << 20)).toBeGreaterThan(0);
  });
});
