import { describe, expect, it } from 'vitest';
import { bf16Bits, bf16ToNumber, f16Bits, f16ToNumber } from './half-floats.ts';

const allBits = Array.from({ length: 2 ** 16 }, (_, bits) => bits);

describe.each([
  ['bf16', bf16Bits, bf16ToNumber], ['f16', f16Bits, f16ToNumber],
] as const)('%s', (_, toBits, toNumber) => {
  it('keeps all of its numbers', () => {
    const numbers = allBits.filter((bits) => !Number.isNaN(toNumber(bits)));
    expect(numbers.filter((bits) => toBits(toNumber(bits)) !== bits)).toEqual([]);
    expect(toNumber(toBits(NaN))).toBeNaN();
  });

  it('rounds what lies between two of them to the nearer one, and to the even one from the middle', () => {
    const wrong = allBits.slice(0, -1).filter((bits) => {
      const [low, high] = [toNumber(bits), toNumber(bits + 1)];
      if (!Number.isFinite(low) || !Number.isFinite(high) || Math.sign(low) < 0) return false;
      const middle = (low + high) / 2;
      const [below, above] = [Math.fround(low + (high - low) * 0.25), Math.fround(low + (high - low) * 0.75)];
      return toBits(middle) !== bits + (bits % 2) || toBits(below) !== bits || toBits(above) !== bits + 1;
    });
    expect(wrong).toEqual([]);
  });
});

describe('the largest numbers', () => {
  it('of f16 are rounded to infinity from 65520 on', () => {
    const rounded = [65504, 65519, 65520, -1e9].map((x) => f16ToNumber(f16Bits(x)));
    expect(rounded).toEqual([65504, 65504, Infinity, -Infinity]);
  });
});
