import type { BleuCounts } from './bleu-score.ts';
import { NgramTable } from './ngram-table.ts';
import { WordNumbers } from './word-numbers.ts';

/** Counts the n-grams of one segment after another, in the same memory. */
export class WordNgramCounter {
  private readonly maxOrder: number;
  private readonly table = new NgramTable();
  private readonly symbols = new WordNumbers();

  constructor(maxOrder: number) {
    this.maxOrder = maxOrder;
  }

  /** What BLEU needs to know of one segment. */
  count(hypothesis: readonly string[], references: readonly (readonly string[])[]): BleuCounts {
    this.table.clear();
    this.symbols.clear();
    const ours = this.numbersByOrder(hypothesis);
    const theirs = references.map((reference) => this.numbersByOrder(reference));
    const known = this.table.count;
    const hypothesisCounts = countNumbers(ours, known);
    const referenceCounts = countNumbers(theirs[0]!, known);
    for (const other of theirs.slice(1)) {
      countNumbers(other, known).forEach((count, i) => {
        if (count > referenceCounts[i]!) referenceCounts[i] = count;
      });
    }
    return {
      hypothesisLength: hypothesis.length,
      referenceLength: closestLength(hypothesis.length, references),
      matches: ours.map((numbers) => {
        let matches = 0;
        for (const number of numbers) {
          // Each occurrence takes one of the reference's, as long as there are some.
          if (referenceCounts[number]! > 0 && hypothesisCounts[number]! > 0) {
            matches += Math.min(hypothesisCounts[number]!, referenceCounts[number]!);
            hypothesisCounts[number] = 0;
          }
        }
        return matches;
      }),
      totals: ours.map((numbers) => numbers.length),
    };
  }

  /** The number of the n-gram at each place, by order. */
  private numbersByOrder(words: readonly string[]): Int32Array[] {
    const symbols = this.symbols.of(words);
    const byOrder: Int32Array[] = [];
    for (let n = 0; n < this.maxOrder; n++) {
      const numbers = new Int32Array(Math.max(0, words.length - n));
      for (let i = 0; i < numbers.length; i++) {
        numbers[i] = this.table.number(n === 0 ? -1 : byOrder[n - 1]![i]!, symbols[i + n]!);
      }
      byOrder.push(numbers);
    }
    return byOrder;
  }
}

function countNumbers(byOrder: readonly Int32Array[], known: number): Int32Array {
  const counts = new Int32Array(known);
  for (const numbers of byOrder) {
    for (const number of numbers) counts[number]! += 1;
  }
  return counts;
}

function closestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((words) => words.length);
  return lengths.reduce((best, next) => {
    const further = Math.abs(next - length) - Math.abs(best - length);
    return further < 0 || (further === 0 && next < best) ? next : best;
  });
}
