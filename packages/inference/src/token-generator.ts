/** Generation of tokens with a key/value cache. */
import { InvalidInputError } from '@oneday/core';
import { bindZeros, freeBound } from '@oneday/nn';
import type { Bound, CausalDecoder } from '@oneday/nn';
import { disposeAll, shapesOf, withPrecision } from '@oneday/ops';
import type { Backend, Elements, Feeds, PrecisionPolicy, Program, Value } from '@oneday/ops';
import { drawTokens, GenerationTurn, requireKnownTokens } from './draw-tokens.ts';
import type { GenerationOptions } from './draw-tokens.ts';

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
  private readonly turn = new GenerationTurn();

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
    this.requirePrompt(prompt);
    let window = Array.from(prompt).slice(-context);
    yield* this.turn.take(() => drawTokens({
      first: () => this.readWindow(window),
      after: (id) => {
        const isFull = window.length === context;
        window = [...(isFull ? window.slice(context + 1 - Math.ceil(context / 2)) : window), id];
        return isFull ? this.readWindow(window) : this.readPiece(window, window.length - 1, 1);
      },
    }, options));
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
    requireKnownTokens('prompt', prompt, vocabSize);
  }
}
