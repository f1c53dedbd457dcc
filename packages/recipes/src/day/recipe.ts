import type { AdamwConfig } from '@oneday/nn';
import type { PrecisionPolicy } from '@oneday/ops';

/** What follows from the budget and the speed of the device: a row of a table of sizes. Plain data, complete. */
export interface DaySize {
  /** V asked for, special tokens included; a small text may give fewer. */
  readonly vocabSize: number;
  readonly layers: number;
  /** H; divides `width`. */
  readonly heads: number;
  /** D, of the residual stream. */
  readonly width: number;
  /** T, tokens in a window. */
  readonly context: number;
  /** B, windows in a micro-batch. */
  readonly batch: number;
  /** Micro-batches a step. */
  readonly accumulation: number;
  readonly peakLearningRate: number;
}

/** How a size was chosen. */
export interface SizeMeasurement {
  /** Time that measuring took; it is taken off the budget. */
  readonly seconds: number;
  /** A training step of the size that was chosen: measured, or what the steps measured let expect. */
  readonly secondsPerStep: number;
}

/** What the recipes with a budget have in common. Plain data, complete: nothing in it has a default. */
interface BudgetRecipe {
  /** Paths, folders, or patterns of the texts to learn, or what to call a text that is given to the run. */
  readonly text: readonly string[];
  /** Wall-clock time for measuring, compiling and training. The last evaluation follows it. */
  readonly budgetSeconds: number;
  /** null: chosen by the speed of the device before the run begins, which puts the size in its place. */
  readonly size: DaySize | null;
  /** How `size` was chosen; null when it was given, or is still to be measured. */
  readonly measurement: SizeMeasurement | null;
  /** AdamW. Matrices decay, gains and biases do not. */
  readonly optimizer: AdamwConfig;
}

/** The loop's numbers that all recipes with a budget have. */
interface BudgetTraining {
  /** Longest gradient of the mean loss; longer ones are shortened to it. */
  readonly clipNorm: number;
  readonly precision: PrecisionPolicy;
  /** The held-out text is scored each time this share of the budget passes, and at the end; 1: only then. */
  readonly evaluateEveryFraction: number;
  /** A checkpoint is saved as often, and at the end, where there is a store. */
  readonly saveEveryFraction: number;
}

/** A modern GPT with byte-level BPE, within a budget: a day for `gpt-day`, minutes for `quickstart`. */
export interface CausalDayRecipe extends BudgetRecipe {
  readonly kind: 'gpt-day' | 'quickstart';
  readonly data: CausalDayData;
  readonly training: CausalDayTraining;
}

/** Where tokens come from. */
interface DayData {
  /**
   * Folder of prepared data (`prepareData` of `@oneday/data/node`, `oneday data prepare`) to learn instead of `text`,
   * with its tokenizer. Absent: `text` is learned.
   */
  readonly shards?: string | undefined;
}

/** Where tokens come from, and how held-out text is scored. */
export interface CausalDayData extends DayData {
  /** Share of a window that is context from the window before and not scored again, in [0, 1). */
  readonly validationOverlapFraction: number;
}

/** The learning rate warms up over some steps, rests at the size's peak, and falls in a straight line at the end. */
export interface CausalDayTraining extends BudgetTraining {
  readonly warmupSteps: number;
  /** Share of the budget that the fall takes, in [0, 1]. */
  readonly decayFraction: number;
  /** Where it ends, as a share of the peak. */
  readonly floorShare: number;
}

/** A BERT encoder on masked tokens, within a budget: crammed-BERT's configuration. */
export interface BertDayRecipe extends BudgetRecipe {
  readonly kind: 'bert-day';
  readonly data: BertDayData;
  readonly training: BertDayTraining;
}

/** Where tokens come from, and what is masked. */
export interface BertDayData extends DayData {
  /** Share of the tokens that are predicted, in (0, 1). */
  readonly maskShare: number;
  /** Mask whole words instead of tokens. */
  readonly wholeWord: boolean;
}

/** The learning rate is a triangle over the budget, the batch grows. */
export interface BertDayTraining extends BudgetTraining {
  /** Where the triangle begins, as a share of the peak. */
  readonly startShare: number;
  /** Share of the budget at which it peaks, in (0, 1]. */
  readonly peakFraction: number;
  /** A step's micro-batches grow from one to the size's `accumulation` until this share of the budget, in (0, 1]. */
  readonly batchRampFraction: number;
}

/** A recipe that fills a budget. */
export type DayRecipe = CausalDayRecipe | BertDayRecipe;

/** A recipe whose size is known: what runs are started from and resumed with. */
export type SizedRecipe<R extends DayRecipe = DayRecipe> = R & { readonly size: DaySize };

/** Whether a recipe's size is known. */
export function isSized<R extends DayRecipe>(recipe: R): recipe is SizedRecipe<R> {
  return recipe.size !== null;
}

interface DayOptions<Data, Training> {
  readonly text: readonly string[];
  readonly budgetSeconds?: number;
  readonly size?: DaySize;
  readonly data?: Partial<Data>;
  readonly optimizer?: Partial<AdamwConfig>;
  readonly training?: Partial<Training>;
}

/** What `gptDay` and `quickstart` take: the text, and what is to differ from their numbers. */
export type CausalDayOptions = DayOptions<CausalDayData, CausalDayTraining>;

/** What `bertDay` takes: the text, and what is to differ from crammed-BERT's numbers. */
export type BertDayOptions = DayOptions<BertDayData, BertDayTraining>;
