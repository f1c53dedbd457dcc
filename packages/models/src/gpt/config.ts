/** Configuration of GPT-2 style decoders. */
import { ConfigError, showValue, suggestName } from '@oneday/core';
import { activations } from '@oneday/ops';
import type { Activation } from '@oneday/ops';

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

/** What {@link gpt} takes: sizes are required, the rest has defaults. */
export type GptOptions =
  Pick<GptConfig, 'vocabSize' | 'layers' | 'heads' | 'width'> &
  Partial<Omit<GptConfig, 'vocabSize' | 'layers' | 'heads' | 'width'>>;

/**
 * Fills in the defaults.
 * @throws ConfigError for unknown keys, with the nearest known one, and for values out of range
 */
export function resolveGptConfig(options: GptOptions): GptConfig {
  const config: GptConfig = {
    context: 1024, innerWidth: 4 * options.width, dropout: 0, bias: true, activation: 'geluTanh', tiedHead: true,
    layerNormEpsilon: 1e-5, ...options,
  };
  const { vocabSize, layers, heads, width, context, innerWidth } = config;
  const sizes = { vocabSize, layers, heads, width, context, innerWidth };
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isSafeInteger(size) || size < 1) throw wrong(name, 'a positive integer', size);
  }
  if (width % heads !== 0) throw wrong('heads', `a divisor of width ${width}`, heads);
  if (!(config.dropout >= 0 && config.dropout < 1)) throw wrong('dropout', 'in [0, 1)', config.dropout);
  if (!(config.layerNormEpsilon > 0)) throw wrong('layerNormEpsilon', 'above 0', config.layerNormEpsilon);
  if (!activations.includes(config.activation)) throw wrong('activation', activations.join(' or '), config.activation);
  requireKnownKeys(config);
  return config;
}

const knownKeys: Record<keyof GptConfig, true> = {
  vocabSize: true, layers: true, heads: true, width: true, context: true, innerWidth: true, dropout: true, bias: true,
  activation: true, tiedHead: true, layerNormEpsilon: true,
};

function requireKnownKeys(config: object): void {
  for (const key of Object.keys(config)) {
    if (Object.hasOwn(knownKeys, key)) continue;
    throw new ConfigError(`gpt: unknown key ${showValue(key)}; ${suggestName(key, Object.keys(knownKeys))}`);
  }
}

function wrong(name: string, rule: string, value: unknown): ConfigError {
  return new ConfigError(`gpt: ${name} must be ${rule}; got ${showValue(value)}`);
}
