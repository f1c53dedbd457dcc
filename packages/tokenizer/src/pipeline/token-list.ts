import { Int32List } from '../int32-list.ts';

/** A growing list of tokens: their ids, and for each the span [start, end) that it covers, two numbers a token. */
export class TokenList {
  readonly ids = new Int32List();
  readonly offsets = new Int32List();
  /** False where only the ids are wanted: then there are no offsets. */
  readonly hasOffsets: boolean;

  constructor(hasOffsets = true) {
    this.hasOffsets = hasOffsets;
  }

  /** How many tokens it holds. */
  get length(): number {
    return this.ids.length;
  }

  /** Adds one at the end. */
  push(id: number, start: number, end: number): void {
    this.ids.push(id);
    if (!this.hasOffsets) return;
    this.offsets.push(start);
    this.offsets.push(end);
  }

  /** Forgets all tokens and keeps the memory. */
  clear(): void {
    this.ids.truncate(0);
    this.offsets.truncate(0);
  }
}
