import { InvalidInputError } from '@oneday/core';
import type { PatternNode, Place } from './pattern-node.ts';
import { patternWord } from './pattern-sets.ts';
import { repeatAny, repeatOne } from './compile-repeat.ts';

/** What is matched, and how much work that has taken. */
export interface Subject {
  text: string;
  steps: number;
  stepLimit: number;
}

/** Matches from a place on, with all that comes after it; where the match ends, or −1. */
export type Matcher = (at: number) => number;

/** One character: whether it is the right one. */
export type CharacterTest = (point: number) => boolean;

/** A backtracking matcher for a whole pattern. Once the steps are used up it gives −1 everywhere. */
export function compilePattern(node: PatternNode, subject: Subject): Matcher {
  return compile(node, subject, (at) => at);
}

/** @param next the matcher for what comes after the node */
export function compile(node: PatternNode, subject: Subject, next: Matcher): Matcher {
  switch (node.kind) {
    case 'character':
    case 'set':
      return one(testOf(node), subject, next);
    case 'sequence':
      return node.nodes.reduceRight((after, part) => compile(part, subject, after), next);
    case 'choice':
      return choice(node.nodes.map((part) => compile(part, subject, next)));
    case 'repeat':
      return compileRepeat(node, subject, next);
    case 'atomic':
      return atomic(compilePattern(node.node, subject), next);
    case 'look':
      return node.ahead ? lookAhead(node, subject, next) : lookBehind(node, subject, next);
    case 'place':
      return place(node.place, subject, next);
  }
}

function testOf(node: Extract<PatternNode, { kind: 'character' | 'set' }>): CharacterTest {
  if (node.kind === 'set') return (point) => node.set.has(point);
  return (point) => point === node.point;
}

function one(test: CharacterTest, subject: Subject, next: Matcher): Matcher {
  return (at) => {
    const { text } = subject;
    if (++subject.steps > subject.stepLimit || at >= text.length) return -1;
    const point = text.codePointAt(at)!;
    return test(point) ? next(at + (point > 0xffff ? 2 : 1)) : -1;
  };
}

function choice(matchers: readonly Matcher[]): Matcher {
  return (at) => {
    for (const matcher of matchers) {
      const end = matcher(at);
      if (end >= 0) return end;
    }
    return -1;
  };
}

function atomic(inside: Matcher, next: Matcher): Matcher {
  return (at) => {
    const end = inside(at);
    return end < 0 ? -1 : next(end);
  };
}

function compileRepeat(node: Extract<PatternNode, { kind: 'repeat' }>, subject: Subject, next: Matcher): Matcher {
  const { node: inner, mode } = node;
  if (mode === 'possessive') {
    return atomic(compileRepeat({ ...node, mode: 'greedy' }, subject, (at) => at), next);
  }
  if (mode === 'greedy' && (inner.kind === 'character' || inner.kind === 'set')) {
    return repeatOne(testOf(inner), node, subject, next);
  }
  return repeatAny((after) => compile(inner, subject, after), node, subject, next);
}

function lookAhead(node: Extract<PatternNode, { kind: 'look' }>, subject: Subject, next: Matcher): Matcher {
  const inside = compilePattern(node.node, subject);
  return (at) => ((inside(at) >= 0) === node.negated ? -1 : next(at));
}

/** Alternatives of fixed length each, as the reference asks for. */
function lookBehind(node: Extract<PatternNode, { kind: 'look' }>, subject: Subject, next: Matcher): Matcher {
  const alternatives = node.node.kind === 'choice' ? node.node.nodes : [node.node];
  const insides = alternatives.map((part) => ({ length: fixedLength(part), match: compilePattern(part, subject) }));
  if (insides.some(({ length }) => Number.isNaN(length))) {
    throw new InvalidInputError('pattern: every alternative of a look behind must have one length');
  }
  return (at) => {
    const isFound = insides.some(({ length, match }) => {
      const start = before(subject.text, at, length);
      return start >= 0 && match(start) === at;
    });
    return isFound === node.negated ? -1 : next(at);
  };
}

/** How many characters a node always takes; NaN when that is not fixed. */
function fixedLength(node: PatternNode): number {
  switch (node.kind) {
    case 'character':
    case 'set':
      return 1;
    case 'sequence':
      return node.nodes.reduce((sum, part) => sum + fixedLength(part), 0);
    case 'choice': {
      const lengths = new Set(node.nodes.map(fixedLength));
      return lengths.size === 1 ? [...lengths][0]! : NaN;
    }
    case 'repeat':
      return node.least === node.most ? node.least * fixedLength(node.node) : NaN;
    case 'atomic':
      return fixedLength(node.node);
    case 'look':
    case 'place':
      return 0;
  }
}

/** The place so many characters before another; −1 when there are fewer. */
function before(text: string, at: number, characters: number): number {
  let place = at;
  for (let i = 0; i < characters; i++) {
    if (place === 0) return -1;
    place -= isAstralBefore(text, place) ? 2 : 1;
  }
  return place;
}

function isAstralBefore(text: string, at: number): boolean {
  const unit = text.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function place(kind: Place, subject: Subject, next: Matcher): Matcher {
  const isThere = PLACES[kind];
  return (at) => (++subject.steps <= subject.stepLimit && isThere(subject.text, at) ? next(at) : -1);
}

const isLineEnd = (text: string, at: number) => text.charCodeAt(at) === 0xa;

const PLACES: Readonly<Record<Place, (text: string, at: number) => boolean>> = {
  textStart: (_, at) => at === 0,
  textEnd: (text, at) => at === text.length,
  lastLineEnd: (text, at) => at === text.length || (at === text.length - 1 && isLineEnd(text, at)),
  lineStart: (text, at) => at === 0 || (isLineEnd(text, at - 1) && at < text.length),
  lineEnd: (text, at) => at === text.length || isLineEnd(text, at),
  wordBoundary: (text, at) => isWordAt(text, at) !== isWordBefore(text, at),
  insideWord: (text, at) => isWordAt(text, at) === isWordBefore(text, at),
};

function isWordAt(text: string, at: number): boolean {
  return at < text.length && patternWord.has(text.codePointAt(at)!);
}

function isWordBefore(text: string, at: number): boolean {
  return at > 0 && patternWord.has(text.codePointAt(isAstralBefore(text, at) ? at - 2 : at - 1)!);
}
