const BYTES = 0x110000 >> 3;

/** A set of code points, made on first use: 139 KB. */
export class CodePointSet {
  readonly #make: () => Uint8Array;
  #made: Uint8Array | undefined;

  private constructor(make: () => Uint8Array) {
    this.#make = make;
  }

  /** @param ranges in the form of reference-ranges.ts, or a function that gives them */
  static ofRanges(ranges: string | (() => Iterable<readonly [first: number, last: number]>)): CodePointSet {
    return new CodePointSet(() => {
      const bits = new Uint8Array(BYTES);
      for (const [first, last] of typeof ranges === 'string' ? decodeRanges(ranges) : ranges()) {
        for (let point = first; point <= last; point++) bits[point >> 3]! |= 1 << (point & 7);
      }
      return bits;
    });
  }

  /** Whether the set has the code point. */
  has(point: number): boolean {
    return (this.bits[point >> 3]! & (1 << (point & 7))) !== 0;
  }

  /** A bit for each code point, the lowest first. */
  get bits(): Uint8Array {
    return this.#made ??= this.#make();
  }

  /** What is in this set or in another. */
  union(other: CodePointSet): CodePointSet {
    return new CodePointSet(() => this.bits.map((bits, i) => bits | other.bits[i]!));
  }

  /** What is in both sets. */
  intersection(other: CodePointSet): CodePointSet {
    return new CodePointSet(() => this.bits.map((bits, i) => bits & other.bits[i]!));
  }

  /** What is not in the set. */
  complement(): CodePointSet {
    return new CodePointSet(() => this.bits.map((bits) => ~bits));
  }
}

/** The ranges that a string of reference-ranges.ts stands for. */
function decodeRanges(text: string): (readonly [first: number, last: number])[] {
  const numbers = text.split(' ').map((word) => parseInt(word, 36));
  const ranges: (readonly [number, number])[] = [];
  let after = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    const first = after + numbers[i]!;
    const last = first + numbers[i + 1]!;
    ranges.push([first, last]);
    after = last + 1;
  }
  return ranges;
}
