/** What `TokenTrie` gives where there is nothing. */
export const NOTHING = -1;

/** Strings with numbers, found from their first UTF-16 unit on: a trie whose edges are one open-addressing table. */
export class TokenTrie {
  #size = 1;
  /** By node, the number of the string that ends there. */
  #values: Int32Array;
  /** By slot: parent node, unit, and child node; a child of 0 is a free slot. */
  #parents: Int32Array;
  #units: Uint16Array;
  #children: Int32Array;

  /** @param units about how many nodes there will be; it grows */
  constructor(units = 1 << 10) {
    let slots = 16;
    while (slots < 2 * units) slots *= 2;
    this.#values = new Int32Array(slots / 2).fill(NOTHING);
    this.#parents = new Int32Array(slots);
    this.#units = new Uint16Array(slots);
    this.#children = new Int32Array(slots);
  }

  /** Puts a string in below a node. A number that is there already is replaced. */
  add(text: string, value: number, node = 0): void {
    for (let i = 0; i < text.length; i++) node = this.#addChild(node, text.charCodeAt(i));
    this.#values[node] = value;
  }

  /** A node of its own that nothing leads to, as the root of another trie. */
  addRoot(): number {
    if (this.#size === this.#values.length) this.#grow();
    return this.#size++;
  }

  /** The node behind a unit, or {@link NOTHING}. */
  child(node: number, unit: number): number {
    const mask = this.#children.length - 1;
    let slot = edgeHash(node, unit) & mask;
    for (let child = this.#children[slot]!; child !== 0; child = this.#children[slot]!) {
      if (this.#parents[slot] === node && this.#units[slot] === unit) return child;
      slot = (slot + 1) & mask;
    }
    return NOTHING;
  }

  /** The number of the string that ends at a node, or {@link NOTHING}. */
  value(node: number): number {
    return this.#values[node]!;
  }

  #addChild(node: number, unit: number): number {
    const known = this.child(node, unit);
    if (known !== NOTHING) return known;
    const child = this.addRoot();
    this.#place(node, unit, child);
    return child;
  }

  #place(node: number, unit: number, child: number): void {
    const mask = this.#children.length - 1;
    let slot = edgeHash(node, unit) & mask;
    while (this.#children[slot] !== 0) slot = (slot + 1) & mask;
    this.#parents[slot] = node;
    this.#units[slot] = unit;
    this.#children[slot] = child;
  }

  #grow(): void {
    const values = new Int32Array(2 * this.#values.length).fill(NOTHING);
    values.set(this.#values);
    this.#values = values;
    const [parents, units, children] = [this.#parents, this.#units, this.#children];
    this.#parents = new Int32Array(2 * parents.length);
    this.#units = new Uint16Array(2 * parents.length);
    this.#children = new Int32Array(2 * parents.length);
    for (const [slot, child] of children.entries()) if (child !== 0) this.#place(parents[slot]!, units[slot]!, child);
  }
}

function edgeHash(node: number, unit: number): number {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
