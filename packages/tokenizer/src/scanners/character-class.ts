import { LETTER_RANGES, NUMBER_RANGES, WHITE_SPACE_RANGES } from '../unicode-ranges.ts';

/** Class of letters, `\p{L}`. What is of no class has 0. */
export const LETTER = 1;
/** Class of numbers, `\p{N}`. */
export const NUMBER = 2;
/** Class of white space, `\s`. */
export const WHITE_SPACE = 3;

let table: Uint8Array | undefined;

/**
 * The class of every code point, as the regular expressions of the reference have it. JavaScript's own `\s` differs
 * (U+0085, U+FEFF), and its `\p{L}` grows with the engine's Unicode version, which would change ids.
 */
export function characterClasses(): Uint8Array {
  table ??= makeTable();
  return table;
}

function makeTable(): Uint8Array {
  const classes = new Uint8Array(0x110000);
  fillRanges(classes, LETTER_RANGES, LETTER);
  fillRanges(classes, NUMBER_RANGES, NUMBER);
  fillRanges(classes, WHITE_SPACE_RANGES, WHITE_SPACE);
  return classes;
}

function fillRanges(classes: Uint8Array, ranges: string, value: number): void {
  const numbers = ranges.split(' ').map((word) => parseInt(word, 36));
  let at = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    const first = at + numbers[i]!;
    at = first + numbers[i + 1]! + 1;
    classes.fill(value, first, at);
  }
}
