import { propertySet, unionOf } from './pattern/pattern-sets.ts';
import { LETTER_RANGES, NUMBER_RANGES, WHITE_SPACE_RANGES } from './unicode-ranges.ts';

// As in kernels/text.ts.
const LETTER = 1;
const NUMBER = 2;
const WHITE_SPACE = 3;
const HEAD = 4;
const TAIL = 8;

let classes: Uint8Array | undefined;
let words: Uint8Array | undefined;

/**
 * Whether each code point is a letter, a number or white space, as the regular expressions of the reference have it.
 * JavaScript's own `\s` differs (U+0085, U+FEFF), and its `\p{L}` grows with the engine's Unicode version, which would
 * change ids.
 */
export function characterClasses(): Uint8Array {
  return classes ??= makeClasses();
}

/** The same, and whether it may begin and end the words of o200k's pattern. */
export function characterClassesAndWords(): Uint8Array {
  return words ??= makeWords();
}

function makeClasses(): Uint8Array {
  const traits = new Uint8Array(0x110000);
  fillRanges(traits, LETTER_RANGES, LETTER);
  fillRanges(traits, NUMBER_RANGES, NUMBER);
  fillRanges(traits, WHITE_SPACE_RANGES, WHITE_SPACE);
  return traits;
}

function fillRanges(traits: Uint8Array, ranges: string, value: number): void {
  const numbers = ranges.split(' ').map((word) => parseInt(word, 36));
  let at = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    const first = at + numbers[i]!;
    at = first + numbers[i + 1]! + 1;
    traits.fill(value, first, at);
  }
}

function makeWords(): Uint8Array {
  const traits = characterClasses().slice();
  const heads = unionOf(['Lu', 'Lt', 'Lm', 'Lo', 'M'].map((name) => propertySet(name)!));
  const tails = unionOf(['Ll', 'Lm', 'Lo', 'M'].map((name) => propertySet(name)!));
  for (let point = 0; point < traits.length; point++) {
    if (heads.has(point)) traits[point]! |= HEAD;
    if (tails.has(point)) traits[point]! |= TAIL;
  }
  return traits;
}
