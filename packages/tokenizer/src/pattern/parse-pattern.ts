import { InvalidInputError, showValue } from '@oneday/core';
import type { CodePointSet } from '../unicode/code-point-set.ts';
import { ClassParser } from './parse-class.ts';
import { PatternReader } from './pattern-reader.ts';
import type { PatternNode, Place } from './pattern-node.ts';
import { caseless, rangeSet } from './pattern-sets.ts';

/** Longest pattern read, in UTF-16 units; published ones have some hundred. */
const MAX_PATTERN_UNITS = 10_000;
/** Groups may nest so deep. */
const MAX_DEPTH = 50;
/** A repetition may ask for so many. */
const MAX_REPEATS = 1000;

/**
 * Parses a regular expression in the syntax of Oniguruma, the library that `tokenizer.json` patterns are written for.
 * Back references, absence operators, conditions, calls and callouts are not understood and refused by name.
 *
 * @throws InvalidInputError when the pattern is damaged, too large, or has something that is not understood
 */
export function parsePattern(source: string): PatternNode {
  if (source.length > MAX_PATTERN_UNITS) {
    throw new InvalidInputError(`pattern: at most ${MAX_PATTERN_UNITS} UTF-16 units; got ${source.length}`);
  }
  const parser = new PatternParser(new PatternReader(source));
  return parser.parse();
}

interface Flags {
  /** `i`: case does not matter. */
  readonly caseless: boolean;
  /** `m`, as Oniguruma calls it: the dot takes line ends. */
  readonly dotAll: boolean;
}

class PatternParser {
  readonly #reader: PatternReader;
  readonly #classes: ClassParser;
  #depth = 0;

  constructor(reader: PatternReader) {
    this.#reader = reader;
    this.#classes = new ClassParser(reader);
  }

  parse(): PatternNode {
    const node = this.#choice({ caseless: false, dotAll: false });
    if (!this.#reader.isAtEnd) throw this.#reader.refusal('every ) must close a group');
    return node;
  }

  #choice(flags: Flags): PatternNode {
    if (++this.#depth > MAX_DEPTH) throw this.#reader.refusal(`groups may nest ${MAX_DEPTH} deep`);
    const nodes = [this.#sequence(flags)];
    while (this.#reader.take('|')) nodes.push(this.#sequence(flags));
    this.#depth--;
    return nodes.length === 1 ? nodes[0]! : { kind: 'choice', nodes };
  }

  #sequence(flags: Flags): PatternNode {
    const nodes: PatternNode[] = [];
    while (!this.#reader.isAtEnd && !this.#reader.isAt('|') && !this.#reader.isAt(')')) {
      const setting = this.#setting(flags);
      // A setting such as (?i) holds for the rest of its group, alternatives included.
      if (setting !== undefined) {
        nodes.push(this.#choice(setting));
        break;
      }
      nodes.push(this.#repeated(this.#atom(flags)));
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'sequence', nodes };
  }

  /** The flags that `(?i)` and its like set; undefined when there is no such thing here. */
  #setting(flags: Flags): Flags | undefined {
    const found = this.#reader.takeMatch(/\(\?([im]*)(?:-([im]+))?\)/y);
    return found === undefined ? undefined : changedFlags(flags, found[1] ?? '', found[2] ?? '');
  }

  #atom(flags: Flags): PatternNode {
    const reader = this.#reader;
    if (reader.take('(')) return this.#group(flags);
    if (reader.take('[')) return set(this.#classes.parse(), flags);
    if (reader.take('.')) {
      if (flags.dotAll) return { kind: 'set', set: rangeSet(0, 0x10ffff) };
      return { kind: 'set', set: rangeSet(0xa, 0xa).complement() };
    }
    if (reader.take('^')) return { kind: 'place', place: 'lineStart' };
    if (reader.take('$')) return { kind: 'place', place: 'lineEnd' };
    const place = reader.takeMatch(/\\([AzZbB])/y);
    if (place !== undefined) return { kind: 'place', place: PLACES[place[1]!]! };
    if (reader.isAt('*') || reader.isAt('+') || reader.isAt('?')) throw reader.refusal('nothing is there to repeat');
    if (reader.isAt('\\')) {
      const escaped = this.#classes.escape();
      return typeof escaped === 'number' ? this.#character(escaped, flags) : set(escaped, flags);
    }
    return this.#character(reader.next(), flags);
  }

  #character(point: number, flags: Flags): PatternNode {
    if (!flags.caseless) return { kind: 'character', point };
    const text = String.fromCodePoint(point);
    // The reference lets ß stand for ss then; here no character stands for two.
    if ([...text.toUpperCase()].length > 1 || [...text.toLowerCase()].length > 1) {
      throw this.#reader.refusal(`${showValue(text)} is not understood where case does not matter`);
    }
    return set(rangeSet(point, point), flags);
  }

  #group(flags: Flags): PatternNode {
    const reader = this.#reader;
    if (!reader.isAt('?')) return this.#closed(flags);
    for (const [opening, wrap] of GROUPS) if (reader.take(opening)) return wrap(this.#closed(flags));
    const name = reader.takeMatch(/\?<[A-Za-z_]\w{0,100}>/y);
    if (name !== undefined) return this.#closed(flags);
    const found = reader.takeMatch(/\?([im]*)(?:-([im]+))?:/y);
    if (found !== undefined) return this.#closed(changedFlags(flags, found[1] ?? '', found[2] ?? ''));
    throw reader.refusal(`this kind of group is not understood: ${showValue(`(${reader.rest(6)}`)}`);
  }

  #closed(flags: Flags): PatternNode {
    const node = this.#choice(flags);
    if (!this.#reader.take(')')) throw this.#reader.refusal('every ( must have its )');
    return node;
  }

  /** What follows an atom: *, +, ?, {n,m}, each with ? or + behind it, perhaps several times. */
  #repeated(atom: PatternNode): PatternNode {
    const reader = this.#reader;
    let node = atom;
    for (;;) {
      const sign = reader.takeMatch(/([*+?])([?+]?)/y);
      if (sign !== undefined) {
        const [least, most] = sign[1] === '*' ? [0, Infinity] : sign[1] === '+' ? [1, Infinity] : [0, 1];
        const mode = sign[2] === '?' ? 'lazy' : sign[2] === '+' ? 'possessive' : 'greedy';
        node = repeat(node, least, most, mode);
        continue;
      }
      const counts = reader.takeMatch(/\{(\d*)(,?)(\d*)\}(\??)/y);
      if (counts === undefined) return node;
      const [, first, comma, second, lazy] = counts;
      const least = Number(first === '' ? 0 : first);
      const most = comma === '' ? least : second === '' ? Infinity : Number(second);
      if (first === '' && second === '') throw reader.refusal('a repetition must have a count, as in {2,3}');
      if (most < least) throw reader.refusal('a repetition must not end below its beginning');
      if (least > MAX_REPEATS || (most > MAX_REPEATS && most !== Infinity)) {
        throw reader.refusal(`a repetition may ask for at most ${MAX_REPEATS}`);
      }
      if (lazy === '?' && comma === '') throw reader.refusal('{n}? is not understood');
      node = repeat(node, least, most, lazy === '?' ? 'lazy' : 'greedy');
    }
  }
}

const PLACES: Readonly<Record<string, Place>> = {
  A: 'textStart', z: 'textEnd', Z: 'lastLineEnd', b: 'wordBoundary', B: 'insideWord',
};

const GROUPS: readonly (readonly [opening: string, wrap: (node: PatternNode) => PatternNode])[] = [
  ['?:', (node) => node],
  ['?=', (node) => ({ kind: 'look', node, ahead: true, negated: false })],
  ['?!', (node) => ({ kind: 'look', node, ahead: true, negated: true })],
  ['?<=', (node) => ({ kind: 'look', node, ahead: false, negated: false })],
  ['?<!', (node) => ({ kind: 'look', node, ahead: false, negated: true })],
  ['?>', (node) => ({ kind: 'atomic', node })],
];

function repeat(
  node: PatternNode, least: number, most: number, mode: 'greedy' | 'lazy' | 'possessive',
): PatternNode {
  return { kind: 'repeat', node, least, most, mode };
}

function changedFlags(flags: Flags, on: string, off: string): Flags {
  return {
    caseless: (flags.caseless || on.includes('i')) && !off.includes('i'),
    dotAll: (flags.dotAll || on.includes('m')) && !off.includes('m'),
  };
}

function set(found: CodePointSet, flags: Flags): PatternNode {
  return { kind: 'set', set: flags.caseless ? caseless(found) : found };
}
