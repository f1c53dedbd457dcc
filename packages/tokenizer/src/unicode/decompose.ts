import { CodePointSet } from './code-point-set.ts';
import { COMBINING_CLASSES, UNDECOMPOSED_RANGES } from './reference-ranges.ts';

const undecomposed = CodePointSet.ofRanges(UNDECOMPOSED_RANGES);

let classes: Uint8Array | undefined;

/** The canonical combining class of a code point, 0 for most. */
export function combiningClass(point: number): number {
  classes ??= makeClasses();
  return classes[point]!;
}

function makeClasses(): Uint8Array {
  const made = new Uint8Array(0x110000);
  const numbers = COMBINING_CLASSES.split(' ').map((word) => parseInt(word, 36));
  for (let i = 0; i < numbers.length;) {
    const value = numbers[i++]!;
    let after = 0;
    for (let ranges = numbers[i++]!; ranges > 0; ranges--) {
      const first = after + numbers[i++]!;
      after = first + numbers[i++]! + 1;
      made.fill(value, first, after);
    }
  }
  return made;
}

const decompositions = { NFD: new Map<number, readonly number[]>(), NFKD: new Map<number, readonly number[]>() };

/** The full decomposition of one code point, in its own order; itself when it has none. */
export function decomposition(point: number, form: 'NFD' | 'NFKD'): readonly number[] {
  const known = decompositions[form].get(point);
  if (known !== undefined) return known;
  const character = String.fromCodePoint(point);
  const text = undecomposed.has(point) ? character : character.normalize(form);
  const points = Array.from(text, (part) => part.codePointAt(0)!);
  decompositions[form].set(point, points);
  return points;
}

/** The character that two neighbours make in composed forms; undefined when they stay apart. */
export function composition(first: number, second: number): number | undefined {
  const text = String.fromCodePoint(first, second);
  const composed = text.normalize('NFC');
  const point = composed.codePointAt(0)!;
  if (composed.length !== (point > 0xffff ? 2 : 1) || undecomposed.has(point)) return undefined;
  return point;
}
