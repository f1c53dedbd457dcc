/** Generation of tokens with a key/value cache. */
import { ConfigError, InvalidInputError, showValue } from '@oneday/core';
import { bindZeros, freeBound } from '@oneday/nn';
import type { Bound, CausalDecoder } from '@oneday/nn';
import { disposeAll, shapesOf, withPrecision } from '@oneday/ops';
import type { Backend, Elements, Feeds, PrecisionPolicy, Program, Value } from '@oneday/ops';
import { drawKey, resolveSampling, sampleToken } from './sampling.ts';
import type { Sampling } from './sampling.ts';

/** A decoder with what generation must know of its configuration. */
export interface GenerativeModel extends CausalDecoder {
  readonly config: { readonly context: number; readonly vocabSize: number };
}

/** What a {@link TokenGenerator} is made of. */
export interface TokenGeneratorOptions {
  readonly backend: Backend;
  readonly model: GenerativeModel;
  readonly parameters: Bound;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
}

/** Settings of one generation. */
export interface GenerationOptions extends Partial<Sampling> {
  /** Default 100. */
  readonly maxNewTokens?: number;
  /** Equal seeds draw equal tokens. Default 0. */
  readonly seed?: number;
  /** Generation ends before any of these. */
  readonly stopIds?: readonly number[];
}

type DecodeInputs = { ids: Value; position: Value; last: Value };

/** Prompts are read in pieces of this many tokens, so that one program serves all lengths. */
const PROMPT_PIECE = 64;

/**
 * Continues sequences of tokens. One generation runs at a time, since all share one cache.
 *
 * The model sees at most its context: of a longer prompt the last `context` tokens, and when the context is full it
 * starts anew with the last half of it (⌈context / 2⌉ tokens) as its prompt.
 */
export class TokenGenerator implements Disposable {
  private readonly options: TokenGeneratorOptions;
  private readonly cache: Bound;
  private readonly program: Program<DecodeInputs, { logits: Value }>;
  private readonly piece: number;
  private isBusy = false;

  private constructor(options: TokenGeneratorOptions) {
    const { backend, model, parameters, precision = 'f32' } = options;
    const { context, vocabSize } = model.config;
    this.options = options;
    this.piece = Math.min(PROMPT_PIECE, context);
    this.cache = bindZeros(backend, model.cacheSpecs({ batch: 1, length: context }), 'cache');
    this.program = backend.program('generate', (o, { ids, position, last }) => {
      const logits = model.decode(withPrecision(o, precision), parameters, this.cache, ids, position);
      return { logits: o.gatherRows(o.reshape(logits, [ids.shape[1]!, vocabSize]), last) };
    });
  }

  /** Makes the cache and compiles what reads prompts and what reads single tokens. */
  static async prepare(options: TokenGeneratorOptions): Promise<TokenGenerator> {
    const generator = new TokenGenerator(options);
    for (const time of new Set([generator.piece, 1])) {
      await generator.program.prepare(shapesOf(generator.feeds(new Int32Array(time), 0, 0)));
    }
    return generator;
  }

  /**
   * The tokens that follow `prompt`, one by one. Leaving the loop ends the generation.
   * @throws InvalidInputError for an empty prompt, ids outside the vocabulary, or while another generation runs
   * @throws ConfigError for settings out of range
   */
  async *generate(prompt: ArrayLike<number>, options: GenerationOptions = {}): AsyncGenerator<number, void> {
    const { context } = this.options.model.config;
    const { maxNewTokens = 100, seed = 0, stopIds = [] } = options;
    if (!Number.isSafeInteger(maxNewTokens) || maxNewTokens < 0) {
      throw new ConfigError(`generate: maxNewTokens must be an integer of at least 0; got ${showValue(maxNewTokens)}`);
    }
    const sampling = resolveSampling(options);
    const key = drawKey(seed);
    this.requirePrompt(prompt);
    this.enter();
    try {
      let window = Array.from(prompt).slice(-context);
      let logits = maxNewTokens === 0 ? undefined : await this.readWindow(window);
      for (let index = 0; logits !== undefined; index++) {
        const id = sampleToken(logits, sampling, key, index);
        if (stopIds.includes(id)) return;
        yield id;
        if (index + 1 === maxNewTokens) return;
        const isFull = window.length === context;
        if (isFull) window = window.slice(context + 1 - Math.ceil(context / 2));
        window.push(id);
        logits = isFull ? await this.readWindow(window) : await this.readPiece(window, window.length - 1, 1);
      }
    } finally {
      this.isBusy = false;
    }
  }

  /** Frees the cache. */
  dispose(): void {
    freeBound(this.options.backend, this.cache);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Reads a sequence from its beginning; gives the logits after its last token. */
  private async readWindow(window: readonly number[]): Promise<Elements> {
    const { context } = this.options.model.config;
    for (let start = 0; ; start += this.piece) {
      // The last piece may reach back into the one before: what is read again is written again as it was.
      const from = Math.min(start, context - this.piece);
      const reading = this.readPiece(window, from, this.piece);
      if (start + this.piece >= window.length) return reading;
      await reading;
    }
  }

  /** Reads up to `time` tokens at `from`; gives the logits after the last of them, [V]. */
  private async readPiece(window: readonly number[], from: number, time: number): Promise<Elements> {
    const tokens = window.slice(from, from + time);
    // What stands behind the tokens is written to the cache too, and again when the real tokens come.
    const ids = Int32Array.from({ length: time }, (_, i) => tokens[i] ?? 0);
    const outputs = this.program.run(this.feeds(ids, from, tokens.length - 1));
    const logits = await this.options.backend.read(outputs.logits);
    disposeAll(outputs);
    return logits;
  }

  private feeds(ids: Int32Array, position: number, last: number): Feeds<DecodeInputs> {
    return {
      ids: { shape: [1, ids.length], data: ids },
      position: { shape: [], data: Int32Array.of(position) },
      last: { shape: [1], data: Int32Array.of(last) },
    };
  }

  private requirePrompt(prompt: ArrayLike<number>): void {
    const { vocabSize } = this.options.model.config;
    if (prompt.length === 0) {
      throw new InvalidInputError('generate: the prompt has no tokens; start with the one that opens a text');
    }
    const isKnown = (id: number) => Number.isInteger(id) && id >= 0 && id < vocabSize;
    const unknown = Array.from(prompt).find((id) => !isKnown(id));
    if (unknown === undefined) return;
    throw new InvalidInputError(`generate: the prompt has token ${unknown}, but tokens are 0 to ${vocabSize - 1}`);
  }

  private enter(): void {
    if (this.isBusy) {
      throw new InvalidInputError('generate: this generator is in use; end its generation, or prepare another one');
    }
    this.isBusy = true;
  }
}
