import type { DaySize, SizeMeasurement } from './recipe.ts';
import type { SizeTable } from './sizes.ts';

/** Most sizes that are measured. Each measurement moves the choice nearer; in practice two or three are needed. */
const MOST_MEASUREMENTS = 4;
/** Text that a token of the vocabulary must have on average, in bytes: it is then seen some hundred times. */
const BYTES_PER_TOKEN = 400;
/** A vocabulary is not cut below this: 256 bytes, the special tokens, and the most frequent words. */
const LEAST_VOCABULARY = 512;

/** A size and how it came about. */
export interface ChosenSize {
  readonly size: DaySize;
  readonly measurement: SizeMeasurement;
}

/** What a size is chosen for. */
export interface SizeRequest {
  readonly table: SizeTable;
  readonly budgetSeconds: number;
  /** UTF-8 bytes of the text to train on. */
  readonly trainingBytes: number;
  /** V of the tokenizer that is there already. Absent: it follows from the size and the text. */
  readonly vocabSize?: number | undefined;
  /** Trains the size for a few steps, and gives the time of a micro-batch and its update. */
  measure(size: DaySize): Promise<number>;
  /** Seconds since measuring began. */
  elapsedSeconds(): number;
}

/**
 * Chooses the largest size that the rest of the budget trains enough. What is enough the table says: so many tokens for
 * each weight, in at least so many steps, because a larger model that has seen less is worse than a smaller one. The
 * smallest size is measured first; its rate tells which size would fit, which is measured in its turn, since larger
 * models use a device better, until the rate confirms the size that it was measured on. The smallest is taken where
 * nothing fits. The choice follows from the times measured and nothing else.
 */
export async function chooseSize(request: SizeRequest): Promise<ChosenSize> {
  const { table, measure } = request;
  const sizes = table.sizes.map((size) => (
    { ...size, vocabSize: request.vocabSize ?? vocabularyFor(size, request.trainingBytes) }
  ));
  let [measured, chosen] = [0, 0];
  let secondsPerWeightToken = 0;
  for (let measurement = 0; measurement < MOST_MEASUREMENTS; measurement++) {
    measured = chosen;
    secondsPerWeightToken = (await measure(sizes[measured]!)) / workOf(table, sizes[measured]!);
    const secondsLeft = request.budgetSeconds - request.elapsedSeconds();
    chosen = largestThatFits(table, sizes, secondsLeft / secondsPerWeightToken);
    if (chosen <= measured) break;
  }
  const size = sizes[chosen]!;
  const secondsPerStep = secondsPerWeightToken * workOf(table, size) * size.accumulation;
  return { size, measurement: { seconds: request.elapsedSeconds(), secondsPerStep } };
}

/** @param work that the budget can do, in weights × tokens */
function largestThatFits(table: SizeTable, sizes: readonly DaySize[], work: number): number {
  const fits = (size: DaySize) => {
    const weights = table.weights(size);
    const steps = work / (workOf(table, size) * size.accumulation);
    return steps >= table.leastSteps && work >= table.tokensPerWeight * weights * weights;
  };
  return Math.max(0, sizes.findLastIndex(fits));
}

/** Weights × tokens of a micro-batch. */
function workOf(table: SizeTable, size: DaySize): number {
  return table.weights(size) * size.batch * size.context;
}

function vocabularyFor({ vocabSize }: DaySize, trainingBytes: number): number {
  return Math.min(vocabSize, Math.max(LEAST_VOCABULARY, Math.floor(trainingBytes / BYTES_PER_TOKEN)));
}
