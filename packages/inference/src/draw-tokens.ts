/** The loop of every generation: logits, a token drawn by them, the next logits. */
import { ConfigError, InvalidInputError, showValue } from '@oneday/core';
import type { Elements } from '@oneday/ops';
import { drawKey, resolveSampling, sampleToken } from './sampling.ts';
import type { Sampling } from './sampling.ts';

/** Settings of one generation. */
export interface GenerationOptions extends Partial<Sampling> {
  /** Default 100. */
  readonly maxNewTokens?: number;
  /** Equal seeds draw equal tokens. Default 0. */
  readonly seed?: number;
  /** Generation ends before any of these. */
  readonly stopIds?: readonly number[];
}

/** Where the logits of a generation come from, [V] each. */
export interface LogitSource {
  /** By these the first token is drawn. */
  first(): Promise<Elements>;
  /** After a token that was drawn; undefined where there is no room for another one. */
  after(id: number): Promise<Elements | undefined>;
}

/**
 * Tokens, one by one, as `source` makes them likely.
 * @throws ConfigError for settings out of range
 */
export async function* drawTokens(source: LogitSource, options: GenerationOptions): AsyncGenerator<number, void> {
  const { maxNewTokens = 100, seed = 0, stopIds = [] } = options;
  if (!Number.isSafeInteger(maxNewTokens) || maxNewTokens < 0) {
    throw new ConfigError(`generate: maxNewTokens must be an integer of at least 0; got ${showValue(maxNewTokens)}`);
  }
  const sampling = resolveSampling(options);
  const key = drawKey(seed);
  let logits = maxNewTokens === 0 ? undefined : await source.first();
  for (let index = 0; logits !== undefined; index++) {
    const id = sampleToken(logits, sampling, key, index);
    if (stopIds.includes(id)) return;
    yield id;
    if (index + 1 === maxNewTokens) return;
    logits = await source.after(id);
  }
}

/** @throws InvalidInputError where `ids`, which messages call `name`, has one outside the vocabulary */
export function requireKnownTokens(name: string, ids: ArrayLike<number>, vocabSize: number): void {
  const unknown = Array.from(ids).find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabSize));
  if (unknown === undefined) return;
  throw new InvalidInputError(`generate: the ${name} has token ${unknown}, but tokens are 0 to ${vocabSize - 1}`);
}

/** Lets one generation run at a time, since all of a generator share its cache. */
export class GenerationTurn {
  private isTaken = false;

  /** What `tokens` gives, to whoever comes while nobody else has the turn; over when its loop is left. */
  async *take(tokens: () => AsyncIterable<number>): AsyncGenerator<number, void> {
    if (this.isTaken) {
      throw new InvalidInputError('generate: this generator is in use; end its generation, or prepare another one');
    }
    this.isTaken = true;
    try {
      yield* tokens();
    } finally {
      this.isTaken = false;
    }
  }
}
