import { CodePointSet } from '../unicode/code-point-set.ts';
import { PATTERN_ASSIGNED_RANGES, PATTERN_DIGIT_RANGES, PATTERN_WORD_RANGES } from '../unicode/reference-ranges.ts';
import { WHITE_SPACE_RANGES } from '../unicode-ranges.ts';

/** `\s` of patterns. */
export const patternSpace = CodePointSet.ofRanges(WHITE_SPACE_RANGES);
/** `\w` of patterns. */
export const patternWord = CodePointSet.ofRanges(PATTERN_WORD_RANGES);
/** `\w` inside a class, where the reference leaves out the numbers of Latin-1 that are no digits. */
export const patternWordInClass = patternWord.intersection(setOf('²³¹¼½¾').complement());
/** `\d` of patterns. */
export const patternDigit = CodePointSet.ofRanges(PATTERN_DIGIT_RANGES);
const assigned = CodePointSet.ofRanges(PATTERN_ASSIGNED_RANGES);

/** The set of one range of code points. */
export function rangeSet(first: number, last: number): CodePointSet {
  return CodePointSet.ofRanges(() => [[first, last]]);
}

/** What is in any of the sets. */
export function unionOf(sets: readonly CodePointSet[]): CodePointSet {
  return sets.reduce((union, set) => union.union(set));
}

function setOf(characters: string): CodePointSet {
  return CodePointSet.ofRanges(() => Array.from(characters, (character) => {
    const point = character.codePointAt(0)!;
    return [point, point];
  }));
}

/** What is in the set in one case or the other, each character by itself. */
export function caseless(set: CodePointSet): CodePointSet {
  return set.union(CodePointSet.ofRanges(function* () {
    for (const points of caseFolds().values()) {
      if (points.some((point) => set.has(point))) for (const point of points) yield [point, point];
    }
  }));
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
  const found = CodePointSet.ofRanges(() => rangesOf(property)).intersection(assigned);
  const set = UNASSIGNED_TOO.has(name) ? found.union(assigned.complement()) : found;
  properties.set(name, set);
  return set;
}

const UNASSIGNED_TOO = new Set(['Any', 'C', 'Cn', 'Other', 'Unassigned']);

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(`${source}+`, 'gu');
  } catch {
    return undefined;
  }
}

const BLOCK = 0x800;

function* rangesOf(property: RegExp): Generator<readonly [number, number], void> {
  for (let start = 0; start < 0x110000; start += BLOCK) {
    // Half of a surrogate pair is no character, and two of them would be another.
    if (start !== 0xd800) yield* matchesFrom(property, start, start + BLOCK);
  }
}

function* matchesFrom(property: RegExp, start: number, end: number): Generator<readonly [number, number], void> {
  const points = Array.from({ length: end - start }, (_, i) => start + i);
  const width = start > 0xffff ? 2 : 1;
  for (const { index, 0: found } of String.fromCodePoint(...points).matchAll(property)) {
    yield [start + index / width, start + (index + found.length) / width - 1];
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
