/** What `TokenTrie` gives where there is nothing. */
export const NOTHING = -1;

/** A unit below it is one step of a trie; any other is two: its high bits, from here on, and its low ones. */
export const ASCII = 128;
/** How many low bits the second step has. */
export const LOW_BITS = 9;
/** Steps are below it. The children of a node lie so near each other. */
export const STEPS = 1 << LOW_BITS;

/** Where the children of a node do not fit into so many of the first holes, they are put behind all others. */
const MAX_TRIES = 64;

/**
 * Strings with numbers, found from their first UTF-16 unit on: a trie in a double array (Aoe 1989). The child of a node
 * is at the node's base plus the step to it, if the node is that child's parent.
 */
export class TokenTrie {
  /** By node, two integers: its parent, and its base. */
  readonly cells: Int32Array;
  /** By node, the number of the string that ends there, or {@link NOTHING}. */
  readonly #values: Int32Array;

  /** @param strings an empty one is not found */
  constructor(strings: ReadonlyMap<string, number>) {
    const builder = new TrieBuilder(strings);
    this.cells = builder.cells.slice(0, 2 * builder.size);
    this.#values = builder.values.slice(0, builder.size);
  }

  /** Nodes are below it. The root is 0. */
  get size(): number {
    return this.#values.length;
  }

  /** The node behind a unit, or {@link NOTHING}. */
  child(node: number, unit: number): number {
    const cells = this.cells;
    let parent = node;
    let step = unit;
    if (unit >= ASCII) {
      const half = cells[2 * node + 1]! + ASCII + (unit >> LOW_BITS);
      if (cells[2 * half] !== node) return NOTHING;
      parent = half;
      step = unit & (STEPS - 1);
    }
    const child = cells[2 * parent + 1]! + step;
    return cells[2 * child] === parent ? child : NOTHING;
  }

  /** The number of the string that ends at a node, or {@link NOTHING}. */
  value(node: number): number {
    return this.#values[node]!;
  }
}

/** Puts the nodes of a trie where there is room for them, from the root on. */
class TrieBuilder {
  cells = new Int32Array(4 * STEPS).fill(NOTHING);
  values = new Int32Array(2 * STEPS).fill(NOTHING);
  /** By cell, itself where it is free, else a later one: following it leads to the next that is free. */
  #next = Int32Array.from(this.values, (_, cell) => cell);
  /** All cells from here on are free. */
  #end = 1;
  /** The steps of all strings in order, and where those of each begin. */
  readonly #steps: Uint16Array;
  readonly #starts: Int32Array;
  /** The children of the node at hand: the steps to them, and the first string of each. */
  readonly #childSteps: number[] = [];
  readonly #childStrings: number[] = [];

  constructor(strings: ReadonlyMap<string, number>) {
    const ordered = [...strings.keys()].sort();
    this.#steps = new Uint16Array(2 * ordered.reduce((units, { length }) => units + length, 0));
    this.#starts = new Int32Array(ordered.length + 1);
    for (const [i, text] of ordered.entries()) this.#starts[i + 1] = this.#addSteps(text, this.#starts[i]!);
    this.#next[0] = 1;
    // Strings that begin alike lie beside each other: the node behind what is alike, which they are, and its length.
    const branches = [0, 0, ordered.length, 0];
    while (branches.length > 0) {
      const depth = branches.pop()!;
      const to = branches.pop()!;
      let from = branches.pop()!;
      const node = branches.pop()!;
      if (from < to && this.#starts[from]! + depth === this.#starts[from + 1]) {
        this.values[node] = strings.get(ordered[from]!)!;
        from++;
      }
      this.#findChildren(from, to, depth);
      const count = this.#childSteps.length;
      const base = count === 0 ? 0 : this.#place();
      this.cells[2 * node + 1] = base;
      for (let i = 0; i < count; i++) {
        const child = base + this.#childSteps[i]!;
        this.cells[2 * child] = node;
        branches.push(child, this.#childStrings[i]!, i + 1 < count ? this.#childStrings[i + 1]! : to, depth + 1);
      }
    }
  }

  /** Nodes, and what is looked at beside them, are below it. */
  get size(): number {
    return this.#end + STEPS;
  }

  #addSteps(text: string, start: number): number {
    let at = start;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < ASCII) this.#steps[at++] = unit;
      else {
        this.#steps[at++] = ASCII + (unit >> LOW_BITS);
        this.#steps[at++] = unit & (STEPS - 1);
      }
    }
    return at;
  }

  #findChildren(from: number, to: number, depth: number): void {
    this.#childSteps.length = 0;
    this.#childStrings.length = 0;
    let last = NOTHING;
    for (let i = from; i < to; i++) {
      const step = this.#steps[this.#starts[i]! + depth]!;
      if (step === last) continue;
      last = step;
      this.#childSteps.push(step);
      this.#childStrings.push(i);
    }
  }

  /** A base from which the steps to all children lead to free cells, which are taken. */
  #place(): number {
    const steps = this.#childSteps;
    const first = steps[0]!;
    let cell = this.#free(Math.max(1, first));
    for (let tries = 1; !this.#fits(cell - first); tries++) {
      cell = tries < MAX_TRIES ? this.#free(cell + 1) : Math.max(this.#end, first);
    }
    const base = cell - first;
    while (base + 2 * STEPS > this.values.length) this.#grow();
    for (const step of steps) this.#next[base + step] = base + step + 1;
    this.#end = Math.max(this.#end, base + steps.at(-1)! + 1);
    return base;
  }

  #fits(base: number): boolean {
    for (const step of this.#childSteps) {
      const cell = base + step;
      if (cell < this.#end && this.#next[cell] !== cell) return false;
    }
    return true;
  }

  /** The first free cell from one on. */
  #free(from: number): number {
    const next = this.#next;
    let free = from;
    while (free < this.#end && next[free] !== free) free = next[free]!;
    for (let cell = from; cell < free;) {
      const after = next[cell]!;
      next[cell] = free;
      cell = after;
    }
    return free;
  }

  #grow(): void {
    const length = 2 * this.values.length;
    const cells = new Int32Array(2 * length).fill(NOTHING);
    cells.set(this.cells);
    this.cells = cells;
    const values = new Int32Array(length).fill(NOTHING);
    values.set(this.values);
    this.values = values;
    const next = new Int32Array(length);
    next.set(this.#next);
    for (let cell = this.#next.length; cell < length; cell++) next[cell] = cell;
    this.#next = next;
  }
}
