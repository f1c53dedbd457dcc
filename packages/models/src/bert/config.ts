/** Configuration of BERT encoders. */
import { activations } from '@oneday/ops';
import type { Activation } from '@oneday/ops';
import {
  requireKnownKeys, requireOneOf, requireSizes, requireSwitches, wrongSetting,
} from '../building-blocks/check-config.ts';

/** Where a block has its norms: before each branch with one after the last block, or after each addition. */
export type NormPlacement = 'pre' | 'post';

/** `learned`: a table of rows; `sinusoidal`: fixed sines and cosines (Vaswani et al. 2017) times one learned number. */
export type PositionKind = 'learned' | 'sinusoidal';

/** A BERT, resolved: plain data. Defaults are crammed-BERT's (Geiping & Goldstein 2022), where not said otherwise. */
export interface BertConfig {
  /** V, rows of the token table, which is the head's weight too. Default 32,768. */
  readonly vocabSize: number;
  /** Default 16. */
  readonly layers: number;
  /** H; divides `width`. Default 12. */
  readonly heads: number;
  /** D, of the residual stream. Default 768. */
  readonly width: number;
  /** The longest sequence. Default 128. */
  readonly context: number;
  /** F, of the feed-forward layer, after the gate. Default 2 · width with a gate, 4 · width without. */
  readonly innerWidth: number;
  /** Of the feed-forward layer and of the head's transform. Default `gelu`. */
  readonly activation: Activation;
  /** Whether the feed-forward layer is a gated linear unit (Shazeer 2020). Default true. */
  readonly gated: boolean;
  /** Default `pre`. */
  readonly norms: NormPlacement;
  /** Default `sinusoidal`. */
  readonly positions: PositionKind;
  /** Rows of the table of token types; 0: there are none. Default 0. */
  readonly typeCount: number;
  /** Whether linear layers have a bias; norms always do. Default false. */
  readonly bias: boolean;
  /** Whether a linear layer with activation and norm stands before the token table in the head. Default false. */
  readonly headTransform: boolean;
  /** Whether the head adds a bias to each token's logit. Default false. */
  readonly headBias: boolean;
  /** Share of elements dropped after the embeddings and at the end of each branch, in [0, 1). Default 0. */
  readonly dropout: number;
  /** Added to the variance in the norms. Default 1e-12. */
  readonly layerNormEpsilon: number;
}

/** What {@link bert} takes: everything has a default. */
export type BertOptions = Partial<BertConfig>;

/**
 * BERT base as its authors trained it (Devlin et al. 2018) and as Hugging Face's `BertForMaskedLM` computes it, but
 * for dropout of attention weights: `bert({ ...classicBert, layers: 4 })`.
 */
export const classicBert = {
  vocabSize: 30_522, layers: 12, heads: 12, width: 768, context: 512, activation: 'gelu', gated: false, norms: 'post',
  positions: 'learned', typeCount: 2, bias: true, headTransform: true, headBias: true, dropout: 0.1,
  layerNormEpsilon: 1e-12,
} as const satisfies BertOptions;

const crammedBert = {
  vocabSize: 32_768, layers: 16, heads: 12, width: 768, context: 128, activation: 'gelu', gated: true, norms: 'pre',
  positions: 'sinusoidal', typeCount: 0, bias: false, headTransform: false, headBias: false, dropout: 0,
  layerNormEpsilon: 1e-12,
} as const satisfies BertOptions;

/**
 * Fills in the defaults.
 * @throws ConfigError for unknown keys, with the nearest known one, and for values out of range
 */
export function resolveBertConfig(options: BertOptions): BertConfig {
  const { width = crammedBert.width, gated = crammedBert.gated } = options;
  const config: BertConfig = { ...crammedBert, innerWidth: (gated ? 2 : 4) * width, ...options };
  const { vocabSize, layers, heads, context, innerWidth, typeCount, dropout, layerNormEpsilon } = config;
  requireSizes('bert', { vocabSize, layers, heads, width, context, innerWidth });
  if (typeCount !== 0) requireSizes('bert', { typeCount });
  if (width % heads !== 0) throw wrongSetting('bert', 'heads', `a divisor of width ${width}`, heads);
  if (config.positions === 'sinusoidal' && width % 2 !== 0) {
    throw wrongSetting('bert', 'width', 'even with sinusoidal positions', width);
  }
  requireOneOf('bert', 'activation', config.activation, activations);
  requireOneOf('bert', 'norms', config.norms, ['pre', 'post']);
  requireOneOf('bert', 'positions', config.positions, ['learned', 'sinusoidal']);
  if (!(dropout >= 0 && dropout < 1)) throw wrongSetting('bert', 'dropout', 'in [0, 1)', dropout);
  if (!(layerNormEpsilon > 0)) throw wrongSetting('bert', 'layerNormEpsilon', 'above 0', layerNormEpsilon);
  const { bias, headTransform, headBias } = config;
  requireSwitches('bert', { bias, gated, headTransform, headBias });
  requireKnownKeys('bert', config, knownKeys);
  return config;
}

const knownKeys: Record<keyof BertConfig, true> = {
  vocabSize: true, layers: true, heads: true, width: true, context: true, innerWidth: true, activation: true,
  gated: true, norms: true, positions: true, typeCount: true, bias: true, headTransform: true, headBias: true,
  dropout: true, layerNormEpsilon: true,
};
