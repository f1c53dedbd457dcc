/** Generation of a target for a source, with a model that has an encoder and a decoder. */
import { ConfigError, InvalidInputError, PADDING_SEGMENT, showValue } from '@oneday/core';
import { bindZeros, freeBound } from '@oneday/nn';
import type { Bound, EncoderDecoder } from '@oneday/nn';
import { disposeAll, shapesOf, withPrecision } from '@oneday/ops';
import type { Backend, Elements, Feeds, PrecisionPolicy, Program, Value } from '@oneday/ops';
import { drawTokens, GenerationTurn, requireKnownTokens } from './draw-tokens.ts';
import type { GenerationOptions } from './draw-tokens.ts';

/** An encoder–decoder with what generation must know of its configuration. */
export interface ConditionalModel extends EncoderDecoder {
  readonly config: { readonly vocabSize: number };
}

/** What a {@link ConditionalGenerator} is made of. */
export interface ConditionalGeneratorOptions {
  readonly backend: Backend;
  readonly model: ConditionalModel;
  readonly parameters: Bound;
  /** The token that opened targets in training. */
  readonly startId: number;
  /** The most tokens of a source. All sources cost as much as one of this length. */
  readonly sourceLength: number;
  /** The most tokens of a target. */
  readonly targetLength: number;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
}

type SourceInputs = { inputIds: Value; segments: Value };
type StepInputs = { ids: Value; position: Value };

/** Writes targets: a source is encoded once, then the decoder goes token by token with a cache. */
export class ConditionalGenerator implements Disposable {
  private readonly options: ConditionalGeneratorOptions;
  private readonly cache: Bound;
  private readonly start: Program<SourceInputs, void>;
  private readonly step: Program<StepInputs, { logits: Value }>;
  private readonly turn = new GenerationTurn();

  private constructor(options: ConditionalGeneratorOptions) {
    const { backend, model, parameters, sourceLength, targetLength: length, precision = 'f32' } = options;
    this.options = options;
    this.cache = bindZeros(backend, model.cacheSpecs({ batch: 1, sourceLength, length }), 'cache');
    this.start = backend.program('encode', (o, source) =>
      model.start(withPrecision(o, precision), parameters, this.cache, source));
    this.step = backend.program('decode', (o, { ids, position }) => {
      const logits = model.decode(withPrecision(o, precision), parameters, this.cache, ids, position);
      return { logits: o.reshape(logits, [model.config.vocabSize]) };
    });
  }

  /**
   * Makes the cache and compiles what encodes a source and what reads one token.
   * @throws ConfigError for lengths that are no positive integers
   * @throws InvalidInputError for a `startId` outside the vocabulary
   */
  static async prepare(options: ConditionalGeneratorOptions): Promise<ConditionalGenerator> {
    const { sourceLength, targetLength, startId, model } = options;
    for (const [name, value] of Object.entries({ sourceLength, targetLength })) {
      if (Number.isSafeInteger(value) && value > 0) continue;
      throw new ConfigError(`generate: ${name} must be a positive integer; got ${showValue(value)}`);
    }
    requireKnownTokens('start of targets', [startId], model.config.vocabSize);
    const generator = new ConditionalGenerator(options);
    await generator.start.prepare(shapesOf(generator.sourceFeeds([])));
    await generator.step.prepare(shapesOf(generator.stepFeeds(startId, 0)));
    return generator;
  }

  /**
   * The tokens of the target of `source`, one by one, at most `targetLength`. Leaving the loop ends the generation.
   * @throws InvalidInputError for an empty source, one that is too long, ids outside the vocabulary, or while another
   * generation runs
   * @throws ConfigError for settings out of range
   */
  async *generate(source: ArrayLike<number>, options: GenerationOptions = {}): AsyncGenerator<number, void> {
    const { startId, targetLength } = this.options;
    this.requireSource(source);
    let position = 0;
    yield* this.turn.take(() => drawTokens({
      first: () => {
        this.start.run(this.sourceFeeds(Array.from(source)));
        return this.read(startId, position);
      },
      after: async (id) => (++position === targetLength ? undefined : this.read(id, position)),
    }, options));
  }

  /** Frees the cache. */
  dispose(): void {
    freeBound(this.options.backend, this.cache);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Reads the target's token at `position`; gives the logits after it, [V]. */
  private async read(id: number, position: number): Promise<Elements> {
    const outputs = this.step.run(this.stepFeeds(id, position));
    const logits = await this.options.backend.read(outputs.logits);
    disposeAll(outputs);
    return logits;
  }

  private sourceFeeds(source: readonly number[]): Feeds<SourceInputs> {
    const { sourceLength } = this.options;
    const row = (of: (i: number) => number) =>
      ({ shape: [1, sourceLength], data: Int32Array.from({ length: sourceLength }, (_, i) => of(i)) });
    return {
      inputIds: row((i) => source[i] ?? 0),
      segments: row((i) => (i < source.length ? 1 : PADDING_SEGMENT)),
    };
  }

  private stepFeeds(id: number, position: number): Feeds<StepInputs> {
    return {
      ids: { shape: [1, 1], data: Int32Array.of(id) },
      position: { shape: [], data: Int32Array.of(position) },
    };
  }

  private requireSource(source: ArrayLike<number>): void {
    const { sourceLength, model } = this.options;
    if (source.length === 0) throw new InvalidInputError('generate: the source has no tokens');
    if (source.length > sourceLength) {
      throw new InvalidInputError(
        `generate: the source has ${source.length} tokens, but sourceLength is ${sourceLength}; prepare one for more`,
      );
    }
    requireKnownTokens('source', source, model.config.vocabSize);
  }
}
