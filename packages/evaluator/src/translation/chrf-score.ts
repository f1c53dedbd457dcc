/** How counts become a score. */
export interface ChrfScoring {
  readonly beta: number;
  readonly epsilonSmoothing: boolean;
}

/** What stands for a precision or recall of nothing. */
const EPSILON = 1e-16;

/**
 * The F-score of n-gram counts, 0 to 100. Precision and recall are averaged over the orders that both sides have
 * n-grams of, and then combined; with `epsilonSmoothing` each order has an F-score and these are averaged.
 *
 * @param counts three numbers an order: n-grams of the hypothesis, of the reference, and of both
 */
export function chrfScore(counts: readonly number[], { beta, epsilonSmoothing }: ChrfScoring): number {
  const factor = beta ** 2;
  const orders = counts.length / 3;
  let [scoreSum, precisionSum, recallSum, effectiveOrders] = [0, 0, 0, 0];
  for (let at = 0; at < counts.length; at += 3) {
    const [hypothesis, reference, both] = [counts[at]!, counts[at + 1]!, counts[at + 2]!];
    const precision = hypothesis > 0 ? both / hypothesis : EPSILON;
    const recall = reference > 0 ? both / reference : EPSILON;
    const denominator = factor * precision + recall;
    scoreSum += denominator > 0 ? ((1 + factor) * precision * recall) / denominator : EPSILON;
    if (hypothesis > 0 && reference > 0) {
      precisionSum += precision;
      recallSum += recall;
      effectiveOrders++;
    }
  }
  if (epsilonSmoothing) return (100 * scoreSum) / orders;
  if (effectiveOrders === 0) return 0;
  const precision = precisionSum / effectiveOrders;
  const recall = recallSum / effectiveOrders;
  if (precision + recall === 0) return 0;
  return 100 * (((1 + factor) * precision * recall) / (factor * precision + recall));
}
