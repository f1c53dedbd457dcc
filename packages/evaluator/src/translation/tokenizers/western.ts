import { isWhiteSpace } from '../../text/white-space.ts';

/** A text as UTF-16 units, with room to grow: what the passes below read and write. */
class Units {
  private units = new Uint16Array(1024);
  length = 0;

  clear(atLeast: number): void {
    if (this.units.length < atLeast) this.units = new Uint16Array(2 * atLeast);
    this.length = 0;
  }

  push(unit: number): void {
    this.units[this.length++] = unit;
  }

  at(index: number): number {
    return this.units[index]!;
  }

  /** The words between white space. */
  words(): string[] {
    const words: string[] = [];
    let start = 0;
    for (let i = 0; i <= this.length; i++) {
      if (i < this.length && !isWhiteSpace(this.units[i]!)) continue;
      if (i > start) words.push(String.fromCharCode.apply(null, this.units.subarray(start, i) as unknown as number[]));
      start = i + 1;
    }
    return words;
  }
}

const SPACE = 0x20;
const DASH = 0x2d;
const COMMA = 0x2c;
const PERIOD = 0x2e;

const [first, second] = [new Units(), new Units()];

/**
 * The words of Western text as mteval-v13a separates them: punctuation and symbols of ASCII stand alone, apart from
 * `'` and `-`; a period or comma does unless there is a digit on both sides; a dash does after a digit. White space
 * separates words and is dropped.
 *
 * The four rules are passes over a text, each on what the one before made, in which matches do not overlap. So a
 * period after a period is not always one word, and nothing simpler gives the same words. No match reaches over white
 * space in a way that matters behind it, so the passes run over one piece between white space at a time, and only over
 * those that have something to separate.
 *
 * @param hasNeighbours whether the first and the last character count as standing beside white space: rules that look
 *   at a neighbour find none otherwise
 */
export function westernWords(text: string, hasNeighbours: boolean): string[] {
  const words: string[] = [];
  let start = 0;
  let isPlain = true;
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : SPACE;
    if (!isWhiteSpace(unit)) {
      isPlain &&= !isSeparable(unit);
      continue;
    }
    const piece = text.slice(start, i);
    if (piece !== '' && isPlain) words.push(piece);
    else if (piece !== '') separate(piece, hasNeighbours || start > 0, hasNeighbours || i < text.length, words);
    start = i + 1;
    isPlain = true;
  }
  return words;
}

/** Adds the words of a piece without white space, beside white space or not. */
function separate(piece: string, isAfterSpace: boolean, isBeforeSpace: boolean, words: string[]): void {
  separateSymbols(`${isAfterSpace ? ' ' : ''}${piece}${isBeforeSpace ? ' ' : ''}`, first);
  separateAfterNonDigit(first, second);
  separateBeforeNonDigit(second, first);
  separateDashes(first, second);
  words.push(...second.words());
}

/** What one of the rules is about. */
function isSeparable(unit: number): boolean {
  return isPeriodOrComma(unit) || unit === DASH || isSymbol(unit);
}

/** A space on both sides of each symbol. */
function separateSymbols(text: string, to: Units): void {
  to.clear(3 * text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isSymbol(unit)) {
      to.push(SPACE);
      to.push(unit);
      to.push(SPACE);
    } else {
      to.push(unit);
    }
  }
}

/** ASCII punctuation and symbols other than the apostrophe, comma, dash and period. */
function isSymbol(unit: number): boolean {
  return (unit > 0x20 && unit <= 0x26) || (unit >= 0x28 && unit <= 0x2b) || unit === 0x2f
    || (unit >= 0x3a && unit <= 0x40) || (unit >= 0x5b && unit <= 0x60) || (unit >= 0x7b && unit <= 0x7e);
}

/** [^0-9][.,] → the two with a space between and one after. */
function separateAfterNonDigit(from: Units, to: Units): void {
  to.clear(2 * from.length);
  for (let i = 0; i < from.length; i++) {
    to.push(from.at(i));
    if (i + 1 < from.length && !isDigit(from.at(i)) && isPeriodOrComma(from.at(i + 1))) {
      to.push(SPACE);
      to.push(from.at(++i));
      to.push(SPACE);
    }
  }
}

/** [.,][^0-9] → the two with a space before and one between. */
function separateBeforeNonDigit(from: Units, to: Units): void {
  to.clear(2 * from.length);
  for (let i = 0; i < from.length; i++) {
    const matches = i + 1 < from.length && isPeriodOrComma(from.at(i)) && !isDigit(from.at(i + 1));
    if (matches) to.push(SPACE);
    to.push(from.at(i));
    if (matches) {
      to.push(SPACE);
      to.push(from.at(++i));
    }
  }
}

/** [0-9]- → the two with a space between and one after. */
function separateDashes(from: Units, to: Units): void {
  to.clear(2 * from.length);
  for (let i = 0; i < from.length; i++) {
    to.push(from.at(i));
    if (i + 1 < from.length && isDigit(from.at(i)) && from.at(i + 1) === DASH) {
      to.push(SPACE);
      to.push(from.at(++i));
      to.push(SPACE);
    }
  }
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isPeriodOrComma(unit: number): boolean {
  return unit === PERIOD || unit === COMMA;
}
