import type { Activation, PrecisionPolicy } from '@oneday/ops';

/**
 * A GPT on the characters of one text: nanoGPT's published configuration for a small CPU run, which
 * {@link charGpt} gives. Plain data, complete: nothing in it has a default.
 */
export interface CharGptRecipe {
  readonly kind: 'char-gpt';
  /** Path of the UTF-8 text to learn, or what to call a text that is given to the run. */
  readonly textFile: string;
  readonly data: CharGptData;
  readonly model: CharGptModel;
  readonly optimizer: CharGptOptimizer;
  readonly training: CharGptTraining;
}

/** How the text is cut. The vocabulary is that of the whole text. */
export interface CharGptData {
  /** Share of the characters, from the start, that are trained on; the rest is the validation split. In (0, 1). */
  readonly trainingFraction: number;
  /**
   * Share of a validation window that is context from the window before and not scored again, in [0, 1): at 0.5 every
   * token is scored once with at least half a context before it, as where a model reads a long text. At 0 the loss is a
   * mean over all positions of a window, as in training, and some 0.02 nats higher.
   */
  readonly validationOverlapFraction: number;
}

/** The decoder; parameter names and initial values are those of `gpt` in `@oneday/models`. */
export interface CharGptModel {
  readonly layers: number;
  /** H; divides `width`. */
  readonly heads: number;
  /** D, of the residual stream. */
  readonly width: number;
  /** T, characters in a window. */
  readonly context: number;
  /** F / D, of the feed-forward layer. */
  readonly feedForwardRatio: number;
  readonly activation: Activation;
  /** Share of elements dropped, in [0, 1). */
  readonly dropout: number;
  /** Whether linear layers and norms have a bias. */
  readonly bias: boolean;
  /** Whether the token table is the head's weight too. */
  readonly tiedHead: boolean;
  /** Added to the variance in the norms. */
  readonly layerNormEpsilon: number;
}

/** AdamW. Matrices decay, gains and biases do not. */
export interface CharGptOptimizer {
  /** In [0, 1). */
  readonly beta1: number;
  /** In [0, 1). */
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** The loop. The learning rate warms up linearly, then falls by half a cosine that ends at the last step. */
export interface CharGptTraining {
  /** Optimizer steps. */
  readonly steps: number;
  /** B, windows in a micro-batch. */
  readonly batch: number;
  /** Micro-batches a step. */
  readonly accumulation: number;
  readonly peakLearningRate: number;
  /** Reached at the last step. */
  readonly floorLearningRate: number;
  readonly warmupSteps: number;
  /** Longest gradient of the mean loss; longer ones are shortened to it. */
  readonly clipNorm: number;
  readonly precision: PrecisionPolicy;
  /** The whole validation split is scored this often, and at the end. */
  readonly evaluateEverySteps: number;
  /** A checkpoint is saved this often, and at the end, where there is a store. */
  readonly saveEverySteps: number;
}

/** What {@link charGpt} takes: the text, and what is to differ from nanoGPT's numbers. */
export interface CharGptOptions {
  readonly textFile: string;
  readonly data?: Partial<CharGptData>;
  readonly model?: Partial<CharGptModel>;
  readonly optimizer?: Partial<CharGptOptimizer>;
  readonly training?: Partial<CharGptTraining>;
}
