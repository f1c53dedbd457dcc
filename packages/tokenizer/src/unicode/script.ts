import { SCRIPT_RANGES } from './reference-ranges.ts';

/** The script of characters that belong to none, and so to each. */
export const ANY_SCRIPT = 0xff;

let table: Uint8Array | undefined;

/** A number for the script of a code point, of Unicode 9 like the reference's; only whether two are equal matters. */
export function scriptOf(point: number): number {
  table ??= makeTable();
  return table[point]!;
}

function makeTable(): Uint8Array {
  const scripts = new Uint8Array(0x110000).fill(ANY_SCRIPT);
  const numbers = SCRIPT_RANGES.split(' ').map((word) => parseInt(word, 36));
  let after = 0;
  for (let i = 0; i < numbers.length; i += 3) {
    const first = after + numbers[i]!;
    after = first + numbers[i + 1]! + 1;
    scripts.fill(numbers[i + 2]!, first, after);
  }
  return scripts;
}
