/** Numbers words from 0 in order of their first occurrence, so that they can be compared and counted as integers. */
export class WordNumbers {
  private readonly numbers = new Map<string, number>();

  /** Forgets all words. */
  clear(): void {
    this.numbers.clear();
  }

  /** The numbers of some words; equal words have equal ones. */
  of(words: readonly string[]): Int32Array {
    const numbers = new Int32Array(words.length);
    for (let i = 0; i < words.length; i++) {
      const known = this.numbers.get(words[i]!);
      numbers[i] = known ?? this.numbers.size;
      if (known === undefined) this.numbers.set(words[i]!, this.numbers.size);
    }
    return numbers;
  }
}
