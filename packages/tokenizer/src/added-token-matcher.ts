import type { AddedToken } from './added-token.ts';
import { isWhiteSpace, wordCharacters } from './unicode/reference-classes.ts';

/** Part of a text: an added token, or what lies between such, with id −1. In UTF-16 units. */
export interface TextSegment {
  readonly start: number;
  readonly end: number;
  readonly id: number;
}

interface Node {
  readonly next: Map<number, Node>;
  /** The token that ends here. */
  token: AddedToken | undefined;
}

/**
 * Finds added tokens in a text, leftmost first and of those that begin at one place the longest. What its flags then
 * refuse is passed over, as in the reference: a shorter one at the same place has no second chance.
 */
export class AddedTokenMatcher {
  readonly #root: Node = { next: new Map(), token: undefined };
  /** 1 for UTF-16 units that a token begins with. */
  readonly #beginnings = new Uint8Array(0x10000);
  readonly #size: number;

  /**
   * @param tokens each content once
   * @param contentOf what is looked for: the content, or its normalized form, of which an empty one is never found
   */
  constructor(tokens: readonly AddedToken[], contentOf: (token: AddedToken) => string = (token) => token.content) {
    this.#size = tokens.length;
    for (const token of tokens) this.#add(contentOf(token), token);
  }

  /** The text as segments without gaps, none empty. */
  split(text: string): readonly TextSegment[] {
    if (text.length === 0) return [];
    if (this.#size === 0) return [{ start: 0, end: text.length, id: -1 }];
    const segments: TextSegment[] = [];
    let from = 0;
    for (let at = 0; at < text.length;) {
      const found = this.#beginnings[text.charCodeAt(at)] === 1 ? this.#longestAt(text, at) : undefined;
      if (found === undefined) {
        at++;
        continue;
      }
      const { token, end } = found;
      const start = at;
      at = end;
      if (token.singleWord === true && (isWordBefore(text, start) || isWordAt(text, end))) continue;
      const segment = { start: token.leftStrip === true ? spaceBefore(text, start, from) : start, id: token.id };
      if (from < segment.start) segments.push({ start: from, end: segment.start, id: -1 });
      from = token.rightStrip === true ? spaceAfter(text, end) : end;
      segments.push({ ...segment, end: from });
    }
    if (from < text.length) segments.push({ start: from, end: text.length, id: -1 });
    return segments;
  }

  #add(content: string, token: AddedToken): void {
    if (content === '') return;
    this.#beginnings[content.charCodeAt(0)] = 1;
    let node = this.#root;
    for (let i = 0; i < content.length; i++) {
      const unit = content.charCodeAt(i);
      let child = node.next.get(unit);
      if (child === undefined) {
        child = { next: new Map(), token: undefined };
        node.next.set(unit, child);
      }
      node = child;
    }
    // Of two whose normalized forms are equal the first is found.
    node.token ??= token;
  }

  #longestAt(text: string, start: number): { token: AddedToken; end: number } | undefined {
    let found: { token: AddedToken; end: number } | undefined;
    let node: Node | undefined = this.#root;
    for (let at = start; at < text.length;) {
      node = node.next.get(text.charCodeAt(at++));
      if (node === undefined) break;
      if (node.token !== undefined) found = { token: node.token, end: at };
    }
    return found;
  }
}

/** Where the white space before `at` begins, not before `least`. All white space is in the basic plane. */
function spaceBefore(text: string, at: number, least: number): number {
  while (at > least && isWhiteSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

function spaceAfter(text: string, at: number): number {
  while (at < text.length && isWhiteSpace(text.charCodeAt(at))) at++;
  return at;
}

function isWordAt(text: string, at: number): boolean {
  return at < text.length && wordCharacters.has(text.codePointAt(at)!);
}

function isWordBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const pair = at > 1 ? text.codePointAt(at - 2)! : 0;
  // A lone second half is no part of what stands before it.
  return wordCharacters.has(pair > 0xffff ? pair : text.charCodeAt(at - 1));
}
