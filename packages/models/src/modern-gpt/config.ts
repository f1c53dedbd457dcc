/** Configuration of modern decoders. */
import { requireKnownKeys, requireSizes, requireSwitches, wrongSetting } from '../building-blocks/check-config.ts';

/** A modern GPT, resolved: plain data. Defaults are nanochat's unless said otherwise. */
export interface ModernGptConfig {
  /** V, rows of the token table. */
  readonly vocabSize: number;
  readonly layers: number;
  /** H; divides `width` into even head widths. */
  readonly heads: number;
  /** D, of the residual stream. */
  readonly width: number;
  /** The longest sequence. Default 2048. There is no table of positions, so it costs no parameters. */
  readonly context: number;
  /** F, of the feed-forward layer. Default 4 · width. */
  readonly innerWidth: number;
  /** Whether the token table is the head's weight too. Default false. */
  readonly tiedHead: boolean;
  /** Whether what writes to the residual stream starts at zero, so that every block starts as nothing. Default true. */
  readonly zeroProjections: boolean;
  /** θ of the rotary positions. Default 10,000. */
  readonly rotaryBase: number;
  /** Added to the mean square in the norms. Default 1e-6. */
  readonly normEpsilon: number;
}

type RequiredSize = 'vocabSize' | 'layers' | 'heads' | 'width';

/** What {@link modernGpt} takes: sizes are required, the rest has defaults. */
export type ModernGptOptions = Pick<ModernGptConfig, RequiredSize> & Partial<Omit<ModernGptConfig, RequiredSize>>;

/**
 * Fills in the defaults.
 * @throws ConfigError for unknown keys, with the nearest known one, and for values out of range
 */
export function resolveModernGptConfig(options: ModernGptOptions): ModernGptConfig {
  const config: ModernGptConfig = {
    context: 2048, innerWidth: 4 * options.width, tiedHead: false, zeroProjections: true, rotaryBase: 10_000,
    normEpsilon: 1e-6, ...options,
  };
  const { vocabSize, layers, heads, width, context, innerWidth, tiedHead, zeroProjections } = config;
  requireSizes('modernGpt', { vocabSize, layers, heads, width, context, innerWidth });
  if (width % (2 * heads) !== 0) {
    throw wrongSetting('modernGpt', 'heads', `such that width ${width} / heads is an even integer`, heads);
  }
  if (!(config.rotaryBase > 1)) throw wrongSetting('modernGpt', 'rotaryBase', 'above 1', config.rotaryBase);
  if (!(config.normEpsilon > 0)) throw wrongSetting('modernGpt', 'normEpsilon', 'above 0', config.normEpsilon);
  requireSwitches('modernGpt', { tiedHead, zeroProjections });
  requireKnownKeys('modernGpt', config, knownKeys);
  return config;
}

const knownKeys: Record<keyof ModernGptConfig, true> = {
  vocabSize: true, layers: true, heads: true, width: true, context: true, innerWidth: true, tiedHead: true,
  zeroProjections: true, rotaryBase: true, normEpsilon: true,
};
