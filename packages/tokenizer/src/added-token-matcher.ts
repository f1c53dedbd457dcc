import type { AddedToken } from './added-token.ts';

/** Part of a text: an added token, or what lies between such, with id −1. In UTF-16 units. */
export interface TextSegment {
  readonly start: number;
  readonly end: number;
  readonly id: number;
}

interface Node {
  readonly next: Map<number, Node>;
  /** Of the token that ends here, or −1. */
  id: number;
}

interface Trie {
  readonly root: Node;
  /** 1 for UTF-16 units that a token begins with. */
  readonly beginnings: Uint8Array;
}

/**
 * Finds added tokens in a text, leftmost first and of those that begin at one place the longest. Like the reference it
 * looks twice: first for tokens that are not normalized, then between them for the others.
 */
export class AddedTokenMatcher {
  readonly #tries: readonly Trie[];

  /** @param tokens each content once, none empty */
  constructor(tokens: readonly AddedToken[]) {
    const first = tokens.filter((token) => !token.normalized);
    const second = tokens.filter((token) => token.normalized);
    this.#tries = [first, second].filter((group) => group.length > 0).map(makeTrie);
  }

  /** The text as segments without gaps, none empty. */
  split(text: string): readonly TextSegment[] {
    let segments: TextSegment[] = text.length === 0 ? [] : [{ start: 0, end: text.length, id: -1 }];
    for (const trie of this.#tries) {
      segments = segments.flatMap((segment) => (segment.id === -1 ? splitSegment(text, segment, trie) : [segment]));
    }
    return segments;
  }
}

function makeTrie(tokens: readonly AddedToken[]): Trie {
  const beginnings = new Uint8Array(0x10000);
  const root: Node = { next: new Map(), id: -1 };
  for (const { content, id } of tokens) {
    beginnings[content.charCodeAt(0)] = 1;
    let node = root;
    for (let i = 0; i < content.length; i++) {
      const unit = content.charCodeAt(i);
      let child = node.next.get(unit);
      if (child === undefined) {
        child = { next: new Map(), id: -1 };
        node.next.set(unit, child);
      }
      node = child;
    }
    node.id = id;
  }
  return { root, beginnings };
}

function splitSegment(text: string, { start, end }: TextSegment, trie: Trie): TextSegment[] {
  const segments: TextSegment[] = [];
  let from = start;
  for (let at = start; at < end;) {
    const found = trie.beginnings[text.charCodeAt(at)] === 1 ? longestAt(text, at, end, trie.root) : undefined;
    if (found === undefined) {
      at++;
      continue;
    }
    if (from < at) segments.push({ start: from, end: at, id: -1 });
    segments.push(found);
    from = at = found.end;
  }
  if (from < end) segments.push({ start: from, end, id: -1 });
  return segments;
}

function longestAt(text: string, start: number, end: number, root: Node): TextSegment | undefined {
  let found: TextSegment | undefined;
  let node: Node | undefined = root;
  for (let at = start; at < end;) {
    node = node.next.get(text.charCodeAt(at++));
    if (node === undefined) break;
    if (node.id !== -1) found = { start, end: at, id: node.id };
  }
  return found;
}
