import { describe, expect, it } from 'vitest';
import { KernelMemory } from './kernel-memory.ts';
import { usePattern } from './piece-pattern.ts';

/** A memory whose kernels encode by GPT-2's pattern, without merges. */
function encoding(): KernelMemory {
  const memory = new KernelMemory();
  usePattern(memory, 'gpt2');
  memory.kernels.useMerges(memory.put(new Int32Array()), 0);
  memory.kernels.useTokens(memory.put(Int32Array.from({ length: 256 }, (_, byte) => byte)), 0, 0);
  return memory;
}

/** Words that are all different, with a space before each. */
function words(from: number, count: number, length: number): string {
  const name = (n: number) => Array.from(String(n), (digit) => 'abcdefghij'[Number(digit)]!).join('');
  return Array.from({ length: count }, (_, i) => ` ${name(from + i).padStart(length, 'k')}`).join('');
}

describe('KernelMemory', () => {
  it.each([
    ['short', 7, 2 ** 20], ['long', 100, 2 ** 18],
  ])('stays small, however many %s pieces are encoded', (_, length, count) => {
    const memory = encoding();
    const atOnce = 2 ** 13;
    for (let from = 0; from < count; from += atOnce) {
      const bytes = new TextEncoder().encode(words(from, atOnce, length));
      const text = memory.put(bytes);
      const output = memory.allocate(4 * bytes.length);
      expect(memory.kernels.encode(text, bytes.length, true, output)).toBe(bytes.length);
      memory.kernels.free(output);
      memory.kernels.free(text);
    }
    expect(memory.bytes.length / 2 ** 20).toBeLessThan(160);
  });
});
