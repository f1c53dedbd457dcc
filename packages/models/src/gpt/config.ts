/** Configuration of GPT-2 style decoders. */
import { activations } from '@oneday/ops';
import type { Activation } from '@oneday/ops';
import {
  requireKnownKeys, requireOneOf, requireSizes, requireSwitches, wrongSetting,
} from '../building-blocks/check-config.ts';

/** A GPT, resolved: plain data. Where a default is named, it is GPT-2's (Radford et al. 2019). */
export interface GptConfig {
  /** V, rows of the token table. */
  readonly vocabSize: number;
  readonly layers: number;
  /** H; divides `width`. */
  readonly heads: number;
  /** D, of the residual stream. */
  readonly width: number;
  /** The longest sequence: rows of the position table. Default 1024. */
  readonly context: number;
  /** F, of the feed-forward layer. Default 4 · width. */
  readonly innerWidth: number;
  /** Share of elements dropped after the embeddings and at the end of each branch, in [0, 1). Default 0. */
  readonly dropout: number;
  /** Whether linear layers and norms have a bias. Default true. */
  readonly bias: boolean;
  /** Of the feed-forward layer. Default `geluTanh`. */
  readonly activation: Activation;
  /** Whether the token table is the head's weight too. Default true. */
  readonly tiedHead: boolean;
  /** Added to the variance in the norms. Default 1e-5. */
  readonly layerNormEpsilon: number;
}

type RequiredSize = 'vocabSize' | 'layers' | 'heads' | 'width';

/** What {@link gpt} takes: sizes are required, the rest has defaults. */
export type GptOptions = Pick<GptConfig, RequiredSize> & Partial<Omit<GptConfig, RequiredSize>>;

/**
 * Fills in the defaults.
 * @throws ConfigError for unknown keys, with the nearest known one, and for values out of range
 */
export function resolveGptConfig(options: GptOptions): GptConfig {
  const config: GptConfig = {
    context: 1024, innerWidth: 4 * options.width, dropout: 0, bias: true, activation: 'geluTanh', tiedHead: true,
    layerNormEpsilon: 1e-5, ...options,
  };
  const { vocabSize, layers, heads, width, context, innerWidth, bias, tiedHead } = config;
  requireSizes('gpt', { vocabSize, layers, heads, width, context, innerWidth });
  if (width % heads !== 0) throw wrongSetting('gpt', 'heads', `a divisor of width ${width}`, heads);
  const { dropout, layerNormEpsilon } = config;
  if (!(dropout >= 0 && dropout < 1)) throw wrongSetting('gpt', 'dropout', 'in [0, 1)', dropout);
  if (!(layerNormEpsilon > 0)) throw wrongSetting('gpt', 'layerNormEpsilon', 'above 0', layerNormEpsilon);
  requireOneOf('gpt', 'activation', config.activation, activations);
  requireSwitches('gpt', { bias, tiedHead });
  requireKnownKeys('gpt', config, knownKeys);
  return config;
}

const knownKeys: Record<keyof GptConfig, true> = {
  vocabSize: true, layers: true, heads: true, width: true, context: true, innerWidth: true, dropout: true, bias: true,
  activation: true, tiedHead: true, layerNormEpsilon: true,
};
