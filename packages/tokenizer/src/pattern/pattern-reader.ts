import { InvalidInputError, showValue } from '@oneday/core';

/** Reads the source of a pattern from left to right. */
export class PatternReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  isAt(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  /** Passes over the text where it comes next. */
  take(text: string): boolean {
    const found = this.isAt(text);
    if (found) this.#at += text.length;
    return found;
  }

  /** Passes over what a sticky expression matches here. */
  takeMatch(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#source);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  /** The next code point, which must exist. */
  next(): number {
    const point = this.#source.codePointAt(this.#at);
    if (point === undefined) throw this.refusal('it must not end here');
    this.#at += point > 0xffff ? 2 : 1;
    return point;
  }

  /** What comes next, for messages. */
  rest(units: number): string {
    return this.#source.slice(this.#at, this.#at + units);
  }

  /** An error about the place where the reader is. */
  refusal(rule: string): InvalidInputError {
    return new InvalidInputError(`pattern ${showValue(this.#source)}: ${rule}; at offset ${this.#at}`);
  }
}
