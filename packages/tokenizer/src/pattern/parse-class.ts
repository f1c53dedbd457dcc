import { showValue } from '@oneday/core';
import type { CodePointSet } from '../unicode/code-point-set.ts';
import type { PatternReader } from './pattern-reader.ts';
import {
  patternDigit,
  patternSpace,
  patternWord,
  patternWordInClass,
  propertySet,
  rangeSet,
  unionOf,
} from './pattern-sets.ts';

/** How many classes, escapes included, a pattern may have; each takes memory. */
const MAX_CLASSES = 256;
const MAX_DEPTH = 20;

const CONTROLS: Readonly<Record<string, number>> = { n: 0xa, r: 0xd, t: 0x9, f: 0xc, v: 0xb, a: 0x7, e: 0x1b };

/** Reads character classes and escapes. */
export class ClassParser {
  readonly #reader: PatternReader;
  #classes = 0;

  constructor(reader: PatternReader) {
    this.#reader = reader;
  }

  /** A class in brackets, the first of which has been read. */
  parse(depth = 1): CodePointSet {
    const reader = this.#reader;
    this.#count();
    if (depth > MAX_DEPTH) throw reader.refusal(`classes may nest ${MAX_DEPTH} deep`);
    const isNegated = reader.take('^');
    let members: CodePointSet[] = [];
    let before: CodePointSet | undefined;
    for (let isFirst = true; ; isFirst = false) {
      if (reader.isAtEnd) throw reader.refusal('every [ must have its ]');
      if (!isFirst && reader.take(']')) break;
      if (reader.take('&&')) {
        before = intersected(before, members);
        members = [];
        continue;
      }
      members.push(this.#member(depth));
    }
    const set = intersected(before, members);
    return isNegated ? set.complement() : set;
  }

  #member(depth: number): CodePointSet {
    const reader = this.#reader;
    const named = reader.takeMatch(/\[:(\^?)([a-z]+):\]/y);
    if (named !== undefined) return this.#bracketed(named[2]!, named[1] === '^');
    if (reader.take('[')) return this.parse(depth + 1);
    const first = this.#single();
    if (typeof first !== 'number') return first;
    if (!reader.isAt('-') || reader.isAt('-]')) return rangeSet(first, first);
    reader.take('-');
    if (reader.isAt('[')) throw reader.refusal('a range must end with a character');
    const last = this.#single();
    if (typeof last !== 'number') throw reader.refusal('a range must end with a character');
    if (last < first) throw reader.refusal('a range must not end below its beginning');
    return rangeSet(first, last);
  }

  #single(): number | CodePointSet {
    if (this.#reader.takeMatch(/\\b/y) !== undefined) return 0x8;
    return this.#reader.isAt('\\') ? this.escape(patternWordInClass) : this.#reader.next();
  }

  /**
   * An escape that stands for one character or for a set of them.
   *
   * @param word what `\w` stands for; in a class it has some characters less
   */
  escape(word = patternWord): number | CodePointSet {
    const reader = this.#reader;
    const property = reader.takeMatch(/\\([pP])\{(\^?)([^}]*)\}/y);
    if (property !== undefined) return this.#property(property[3]!, (property[1] === 'P') !== (property[2] === '^'));
    const hexadecimal = reader.takeMatch(/\\x\{([0-9A-Fa-f]{1,8})\}|\\x([0-9A-Fa-f]{1,2})|\\u([0-9A-Fa-f]{4})/y);
    if (hexadecimal !== undefined) {
      const point = parseInt(hexadecimal[1] ?? hexadecimal[2] ?? hexadecimal[3]!, 16);
      if (point > 0x10ffff) throw reader.refusal('there is no such code point');
      return point;
    }
    if (reader.takeMatch(/\\0(?!\d)/y) !== undefined) return 0;
    reader.take('\\');
    const point = reader.next();
    const letter = String.fromCodePoint(point);
    const control = CONTROLS[letter];
    if (control !== undefined) return control;
    const set = this.#shorthand(letter, word);
    if (set !== undefined) return set;
    if (/[A-Za-z0-9]/.test(letter)) throw reader.refusal(`\\${letter} is not understood`);
    return point;
  }

  #shorthand(letter: string, word: CodePointSet): CodePointSet | undefined {
    const set = { s: patternSpace, w: word, d: patternDigit, h: hexDigits }[letter.toLowerCase()];
    if (set === undefined) return undefined;
    this.#count();
    return letter === letter.toLowerCase() ? set : set.complement();
  }

  #property(name: string, isNegated: boolean): CodePointSet {
    this.#count();
    const set = propertySet(name);
    if (set === undefined) throw this.#reader.refusal(`the property ${showValue(name)} is not known`);
    return isNegated ? set.complement() : set;
  }

  #bracketed(name: string, isNegated: boolean): CodePointSet {
    this.#count();
    const set = BRACKETED[name]?.();
    if (set === undefined) throw this.#reader.refusal(`[:${name}:] is not known`);
    return isNegated ? set.complement() : set;
  }

  #count(): void {
    if (++this.#classes > MAX_CLASSES) throw this.#reader.refusal(`a pattern may have ${MAX_CLASSES} classes`);
  }
}

const hexDigits = unionOf([rangeSet(0x30, 0x39), rangeSet(0x41, 0x46), rangeSet(0x61, 0x66)]);

const BRACKETED: Readonly<Record<string, () => CodePointSet>> = {
  alpha: () => propertySet('Alphabetic')!,
  alnum: () => unionOf([propertySet('Alphabetic')!, patternDigit]),
  digit: () => patternDigit,
  lower: () => propertySet('Lowercase')!,
  upper: () => propertySet('Uppercase')!,
  punct: () => unionOf([propertySet('P')!, propertySet('S')!]),
  space: () => patternSpace,
  word: () => patternWordInClass,
  xdigit: () => hexDigits,
};

function intersected(before: CodePointSet | undefined, members: readonly CodePointSet[]): CodePointSet {
  const set = members.length === 0 ? rangeSet(1, 0) : unionOf(members);
  return before === undefined ? set : before.intersection(set);
}
