/** Numbers words from 0 in order of their first occurrence, so that they can be compared and counted as integers. */
export class WordNumbers {
  private readonly numbers = new Map<string, number>();

  /** Forgets all words. */
  clear(): void {
    this.numbers.clear();
  }

  /** The numbers of some words; equal words have equal ones. */
  of(words: readonly string[]): Int32Array<ArrayBuffer> {
    return Int32Array.from(words, (word) => {
      const known = this.numbers.get(word);
      if (known !== undefined) return known;
      this.numbers.set(word, this.numbers.size);
      return this.numbers.size - 1;
    });
  }
}
