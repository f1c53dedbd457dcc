import { CodePointSet } from '../unicode/code-point-set.ts';
import { PATTERN_ASSIGNED_RANGES, PATTERN_DIGIT_RANGES, PATTERN_WORD_RANGES } from '../unicode/reference-ranges.ts';
import { WHITE_SPACE_RANGES } from '../unicode-ranges.ts';

const LAST = 0x10ffff;

/** `\s` of patterns. */
export const patternSpace = new CodePointSet(WHITE_SPACE_RANGES);
/** `\w` of patterns. */
export const patternWord = new CodePointSet(PATTERN_WORD_RANGES);
/** `\w` inside a class, where the reference leaves out the numbers of Latin-1 that are no digits. */
export const patternWordInClass = new CodePointSet(() => (
  runs((point) => patternWord.has(point) && !'²³¹¼½¾'.includes(String.fromCodePoint(point)))
));
/** `\d` of patterns. */
export const patternDigit = new CodePointSet(PATTERN_DIGIT_RANGES);
const assigned = new CodePointSet(PATTERN_ASSIGNED_RANGES);

/** The set of one range of code points. */
export function rangeSet(first: number, last: number): CodePointSet {
  return new CodePointSet(() => [[first, last]]);
}

/** What is in any of the sets. */
export function unionOf(sets: readonly CodePointSet[]): CodePointSet {
  return where((point) => sets.some((set) => set.has(point)));
}

/** What is in both sets. */
export function intersectionOf(first: CodePointSet, second: CodePointSet): CodePointSet {
  return where((point) => first.has(point) && second.has(point));
}

/** What is not in the set. */
export function complementOf(set: CodePointSet): CodePointSet {
  return where((point) => !set.has(point));
}

/** What is in the set in one case or the other, each character by itself. */
export function caseless(set: CodePointSet): CodePointSet {
  const folds = caseFolds();
  return new CodePointSet(function* () {
    yield* runs((point) => set.has(point));
    for (const points of folds.values()) {
      if (points.some((point) => set.has(point))) for (const point of points) yield [point, point];
    }
  });
}

const properties = new Map<string, CodePointSet>();

/**
 * The characters with a Unicode property, e.g. `L`, `Uppercase` or `Han`, as far as they are assigned in the Unicode
 * version of the reference; undefined when there is no such property.
 */
export function propertySet(name: string): CodePointSet | undefined {
  const known = properties.get(name);
  if (known !== undefined) return known;
  if (!/^[A-Za-z_]{1,40}$/.test(name)) return undefined;
  const property = ['', 'Script='].map((kind) => compiled(`\\p{${kind}${name}}`)).find((found) => found !== undefined);
  if (property === undefined) return undefined;
  const hasUnassigned = name === 'Cn' || name === 'C' || name === 'Any' || name === 'Unassigned' || name === 'Other';
  const set = where((point) => (
    assigned.has(point) ? property.test(String.fromCodePoint(point)) && name !== 'Cn' : hasUnassigned
  ));
  properties.set(name, set);
  return set;
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    return undefined;
  }
}

function where(isIn: (point: number) => boolean): CodePointSet {
  return new CodePointSet(() => runs(isIn));
}

function* runs(isIn: (point: number) => boolean): Generator<readonly [number, number], void> {
  for (let point = 0; point <= LAST; point++) {
    if (!isIn(point)) continue;
    const first = point;
    while (point < LAST && isIn(point + 1)) point++;
    yield [first, point];
  }
}

let folds: ReadonlyMap<number, readonly number[]> | undefined;

/** Characters that are equal but for their case, by what they have in common. */
function caseFolds(): ReadonlyMap<number, readonly number[]> {
  if (folds !== undefined) return folds;
  const found = new Map<number, number[]>();
  // Beyond these planes nothing has case.
  for (let point = 0; point < 0x1f000; point++) {
    const key = single(single(point, 'toUpperCase'), 'toLowerCase');
    if (key === point && single(point, 'toUpperCase') === point) continue;
    const points = found.get(key) ?? [key];
    if (point !== key) points.push(point);
    found.set(key, points);
  }
  folds = found;
  return found;
}

/** The other case of a character where that is a single one, else itself. */
function single(point: number, to: 'toUpperCase' | 'toLowerCase'): number {
  if (point >= 0xd800 && point <= 0xdfff) return point;
  const text = String.fromCodePoint(point)[to]();
  const other = text.codePointAt(0)!;
  return text.length === (other > 0xffff ? 2 : 1) ? other : point;
}
