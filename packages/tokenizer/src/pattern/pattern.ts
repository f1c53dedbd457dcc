import { InvalidInputError, showValue } from '@oneday/core';
import { compilePattern } from './compile-pattern.ts';
import type { Subject } from './compile-pattern.ts';
import { parsePattern } from './parse-pattern.ts';

/** Steps that matching may take, whatever the text: a fraction of a second. */
const FREE_STEPS = 10_000_000;
/** And for each UTF-16 unit of the text; published patterns need some ten. */
const STEPS_PER_UNIT = 256;

/**
 * A regular expression of a `tokenizer.json`, in the syntax and with the Unicode tables of the reference's library, and
 * with a bound on its time, none of which JavaScript's own expressions have.
 */
export class Pattern {
  /** As it stands in the file. */
  readonly source: string;
  readonly #subject: Subject = { text: '', steps: 0, stepLimit: 0 };
  readonly #matchAt: (at: number) => number;

  /** @throws InvalidInputError when the pattern is damaged, too large, or has something that is not understood */
  constructor(source: string) {
    this.source = source;
    this.#matchAt = compilePattern(parsePattern(source), this.#subject);
  }

  /**
   * All matches, leftmost first, without overlap; an empty one not where the match before it ends. None in an empty
   * text, as in the reference.
   *
   * @param text without lone surrogates
   * @returns start and end of each, in UTF-16 units
   * @throws InvalidInputError when matching takes too many steps
   */
  matches(text: string): number[] {
    const subject = this.#subject;
    subject.text = text;
    subject.steps = 0;
    subject.stepLimit = FREE_STEPS + STEPS_PER_UNIT * text.length;
    try {
      return this.#search(text);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new InvalidInputError(`pattern ${showValue(this.source)}: it repeats groups too often here`, { cause });
    }
  }

  #search(text: string): number[] {
    const subject = this.#subject;
    const found: number[] = [];
    if (text === '') return found;
    let lastEnd = -1;
    for (let at = 0; at <= text.length;) {
      const end = this.#matchAt(at);
      if (subject.steps > subject.stepLimit) {
        const rule = `it may take ${subject.stepLimit} steps on this text; simplify it, or cut the text`;
        throw new InvalidInputError(`pattern ${showValue(this.source)}: ${rule}`);
      }
      if (end < 0 || (end === at && lastEnd === end)) {
        at += text.codePointAt(at)! > 0xffff ? 2 : 1;
        continue;
      }
      found.push(at, end);
      lastEnd = end;
      at = end;
    }
    return found;
  }
}
