/** What `TokenTrie` gives where there is nothing. */
export const NOTHING = -1;

/** Integers in a slot: parent node, unit, and child node, 0 where free; one keeps a slot in one line of the cache. */
const SLOT = 4;
/** Units of ASCII. The node behind one at the root has its number. */
const ASCII = 128;

/**
 * Strings with numbers, found from their first UTF-16 unit on: a trie whose edges are one open-addressing table. The
 * first two of a string, where most lookups end, are found without a hash where they are ASCII.
 */
export class TokenTrie {
  #size = ASCII;
  /** By node, the number of the string that ends there. */
  #values: Int32Array;
  #slots: Int32Array;
  /** By node below ASCII and unit, the child, or {@link NOTHING}. */
  readonly #direct = new Int32Array(ASCII * ASCII).fill(NOTHING);

  /** @param units about how many nodes there will be; it grows */
  constructor(units = 1 << 10) {
    let slots = 2 * ASCII;
    while (slots < 2 * units) slots *= 2;
    this.#values = new Int32Array(slots / 2).fill(NOTHING);
    this.#slots = new Int32Array(SLOT * slots);
  }

  /** Nodes are below it. */
  get size(): number {
    return this.#size;
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
    if ((node | unit) < ASCII) return this.#direct[node * ASCII + unit]!;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (SLOT * edgeHash(node, unit)) & mask;
    for (let child = slots[slot + 2]!; child !== 0; child = slots[slot + 2]!) {
      if (slots[slot] === node && slots[slot + 1] === unit) return child;
      slot = (slot + SLOT) & mask;
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
    const child = node === 0 && unit > 0 && unit < ASCII ? unit : this.addRoot();
    if ((node | unit) < ASCII) this.#direct[node * ASCII + unit] = child;
    else this.#place(node, unit, child);
    return child;
  }

  #place(node: number, unit: number, child: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (SLOT * edgeHash(node, unit)) & mask;
    while (slots[slot + 2] !== 0) slot = (slot + SLOT) & mask;
    slots[slot] = node;
    slots[slot + 1] = unit;
    slots[slot + 2] = child;
  }

  #grow(): void {
    const values = new Int32Array(2 * this.#values.length).fill(NOTHING);
    values.set(this.#values);
    this.#values = values;
    const old = this.#slots;
    this.#slots = new Int32Array(2 * old.length);
    for (let slot = 0; slot < old.length; slot += SLOT) {
      if (old[slot + 2] !== 0) this.#place(old[slot]!, old[slot + 1]!, old[slot + 2]!);
    }
  }
}

function edgeHash(node: number, unit: number): number {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
