/** Configuration of T5s. */
import { activations } from '@oneday/ops';
import type { Activation } from '@oneday/ops';
import {
  requireKnownKeys, requireOneOf, requireSizes, requireSwitches, wrongSetting,
} from '../building-blocks/check-config.ts';

/** A T5, resolved: plain data. Defaults are T5 v1.1's (Shazeer 2020), where not said otherwise. */
export interface T5Config {
  /** V, rows of the token table, which encoder and decoder share. */
  readonly vocabSize: number;
  /** Blocks of the encoder. */
  readonly layers: number;
  /** Blocks of the decoder. Default `layers`. */
  readonly decoderLayers: number;
  /** H. */
  readonly heads: number;
  /** D, of the residual stream. */
  readonly width: number;
  /** K. Default width / heads, which must then be an integer. */
  readonly headWidth: number;
  /** F, of the feed-forward layer, after the gate. Default 2 · width with a gate, 4 · width without. */
  readonly innerWidth: number;
  /** Whether the feed-forward layer is a gated linear unit. Default true. */
  readonly gated: boolean;
  /** Of the feed-forward layer. Default `geluTanh`. */
  readonly activation: Activation;
  /** Whether the token table, times 1/√D, is the head's weight too. Default false. */
  readonly tiedHead: boolean;
  /** Rows of each side's table of position biases; a multiple of 4. Default 32. */
  readonly buckets: number;
  /** From this distance on all are alike; above `buckets` / 2. Default 128. */
  readonly maxDistance: number;
  /** Share of elements dropped, in [0, 1). Default 0. */
  readonly dropout: number;
  /** Added to the mean square in the norms. Default 1e-6. */
  readonly normEpsilon: number;
}

type RequiredSize = 'vocabSize' | 'layers' | 'heads' | 'width';

/** What {@link t5} takes: sizes are required, the rest has defaults. */
export type T5Options = Pick<T5Config, RequiredSize> & Partial<Omit<T5Config, RequiredSize>>;

/** What the first T5 (Raffel et al. 2020) does otherwise than v1.1: `t5({ ...classicT5, …sizes })`. */
export const classicT5 = {
  gated: false, activation: 'relu', tiedHead: true, dropout: 0.1,
} as const satisfies Partial<T5Config>;

/**
 * Fills in the defaults.
 * @throws ConfigError for unknown keys, with the nearest known one, and for values out of range
 */
export function resolveT5Config(options: T5Options): T5Config {
  const { layers, heads, width, gated = true } = options;
  const config: T5Config = {
    decoderLayers: layers, headWidth: width / heads, innerWidth: (gated ? 2 : 4) * width, gated: true,
    activation: 'geluTanh', tiedHead: false, buckets: 32, maxDistance: 128, dropout: 0, normEpsilon: 1e-6, ...options,
  };
  requireT5Sizes(config, options.headWidth !== undefined);
  const { dropout, normEpsilon } = config;
  if (!(dropout >= 0 && dropout < 1)) throw wrongSetting('t5', 'dropout', 'in [0, 1)', dropout);
  if (!(normEpsilon > 0)) throw wrongSetting('t5', 'normEpsilon', 'above 0', normEpsilon);
  requireOneOf('t5', 'activation', config.activation, activations);
  requireSwitches('t5', { gated: config.gated, tiedHead: config.tiedHead });
  requireKnownKeys('t5', config, knownKeys);
  return config;
}

function requireT5Sizes(config: T5Config, hasHeadWidth: boolean): void {
  const { vocabSize, layers, decoderLayers, heads, width, headWidth, innerWidth, buckets, maxDistance } = config;
  requireSizes('t5', { vocabSize, layers, decoderLayers, heads, width, innerWidth, buckets, maxDistance });
  if (!hasHeadWidth && width % heads !== 0) {
    throw wrongSetting('t5', 'heads', `a divisor of width ${width}, where there is no headWidth`, heads);
  }
  requireSizes('t5', { headWidth });
  if (buckets % 4 !== 0) throw wrongSetting('t5', 'buckets', 'a multiple of 4', buckets);
  if (maxDistance <= buckets / 2) throw wrongSetting('t5', 'maxDistance', `above ${buckets / 2}`, maxDistance);
}

const knownKeys: Record<keyof T5Config, true> = {
  vocabSize: true, layers: true, decoderLayers: true, heads: true, width: true, headWidth: true, innerWidth: true,
  gated: true, activation: true, tiedHead: true, buckets: true, maxDistance: true, dropout: true, normEpsilon: true,
};
