import type { CodePointSet } from '../unicode/code-point-set.ts';

/** Places that a pattern can ask for without taking a character. */
export type Place = 'lineStart' | 'lineEnd' | 'textStart' | 'textEnd' | 'lastLineEnd' | 'wordBoundary' | 'insideWord';

/** A parsed pattern. */
export type PatternNode =
  /** One character. */
  | { readonly kind: 'character'; readonly point: number }
  /** One character out of a set. */
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  /** The first of the alternatives with which the rest of the pattern matches. */
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  | {
    readonly kind: 'repeat';
    readonly node: PatternNode;
    readonly least: number;
    readonly most: number;
    /** As many as possible, as few as possible, or as many as possible and never fewer. */
    readonly mode: 'greedy' | 'lazy' | 'possessive';
  }
  /** What is matched inside is not tried again in another way. */
  | { readonly kind: 'atomic'; readonly node: PatternNode }
  | { readonly kind: 'look'; readonly node: PatternNode; readonly ahead: boolean; readonly negated: boolean }
  | { readonly kind: 'place'; readonly place: Place };
