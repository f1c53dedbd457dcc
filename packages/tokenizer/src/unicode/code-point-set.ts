/** A set of code points, made of ranges on first use: 139 KB. */
export class CodePointSet {
  readonly #ranges: string | (() => Iterable<readonly [first: number, last: number]>);
  #bits: Uint8Array | undefined;

  /** @param ranges in the form of reference-ranges.ts, or a function that gives them */
  constructor(ranges: string | (() => Iterable<readonly [first: number, last: number]>)) {
    this.#ranges = ranges;
  }

  /** Whether the set has the code point. */
  has(point: number): boolean {
    const bits = this.#bits ?? this.#make();
    return (bits[point >> 3]! & (1 << (point & 7))) !== 0;
  }

  #make(): Uint8Array {
    const bits = new Uint8Array(0x110000 >> 3);
    const ranges = typeof this.#ranges === 'string' ? decodeRanges(this.#ranges) : this.#ranges();
    for (const [first, last] of ranges) {
      for (let point = first; point <= last; point++) bits[point >> 3]! |= 1 << (point & 7);
    }
    this.#bits = bits;
    return bits;
  }
}

/** The ranges that a string of reference-ranges.ts stands for. */
export function decodeRanges(text: string): (readonly [first: number, last: number])[] {
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
