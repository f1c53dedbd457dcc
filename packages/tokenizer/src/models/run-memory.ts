import { Int32List } from '../int32-list.ts';
import { TokenList } from '../pipeline/token-list.ts';
import { MAX_SHORT_PIECE, ShortPieceTable } from '../short-piece-table.ts';

/** When so many different runs are remembered, all are forgotten: a bound without bookkeeping for each lookup. */
const MAX_REMEMBERED = 1 << 18;
/** Longer runs hardly ever come twice. */
const MAX_REMEMBERED_UNITS = 128;

/** Remembers the tokens of runs, each all ASCII or not beginning with it. */
export class RunMemory {
  /** The tokens of all runs, three integers each: the id, and its span. */
  readonly tokens = new Int32List();
  readonly #tokenize: (run: string, output: TokenList) => void;
  readonly #output = new TokenList();
  /** By short run, how many tokens it has, plus one, and where they begin in the list. */
  readonly #short = new ShortPieceTable();
  /** By longer run, the same two. */
  readonly #long = new Map<string, readonly [count: number, place: number]>();
  #count = 0;

  /** @param tokenize adds the tokens of a run to a list */
  constructor(tokenize: (run: string, output: TokenList) => void) {
    this.#tokenize = tokenize;
  }

  /** How many tokens the run has that was found last. */
  get count(): number {
    return this.#count;
  }

  /** Where the tokens of a run begin in the list; {@link count} says how many they are. Valid until the next call. */
  find(text: string, from: number, to: number): number {
    if (this.#short.size + this.#long.size >= MAX_REMEMBERED) this.#forget();
    const isShort = to - from <= MAX_SHORT_PIECE && text.charCodeAt(from) < 0x80;
    return isShort ? this.#findShort(text, from, to) : this.#findLong(text.slice(from, to));
  }

  #findShort(text: string, from: number, to: number): number {
    const place = this.#short.locateAscii(text, from, to - from);
    if (this.#short.slots[place] === 0) {
      const start = this.#add(text.slice(from, to));
      this.#short.slots[place] = this.#count + 1;
      this.#short.slots[place + 1] = start;
      return start;
    }
    this.#count = this.#short.slots[place]! - 1;
    return this.#short.slots[place + 1]!;
  }

  #findLong(run: string): number {
    const known = this.#long.get(run);
    if (known !== undefined) {
      this.#count = known[0];
      return known[1];
    }
    const start = this.#add(run);
    if (run.length <= MAX_REMEMBERED_UNITS) this.#long.set(run, [this.#count, start]);
    else this.tokens.truncate(start);
    return start;
  }

  #add(run: string): number {
    this.#output.clear();
    this.#tokenize(run, this.#output);
    const { ids, offsets, length } = this.#output;
    const start = this.tokens.reserve(3 * length);
    const { items } = this.tokens;
    for (let i = 0; i < length; i++) {
      items[start + 3 * i] = ids.items[i]!;
      items[start + 3 * i + 1] = offsets.items[2 * i]!;
      items[start + 3 * i + 2] = offsets.items[2 * i + 1]!;
    }
    this.#count = length;
    return start;
  }

  #forget(): void {
    this.#short.clear();
    this.#long.clear();
    this.tokens.truncate(0);
  }
}
