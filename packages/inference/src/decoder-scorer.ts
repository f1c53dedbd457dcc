/** Core's `Scorer` over a causal decoder. */
import { ConfigError, InvalidInputError, showValue, utf8ByteLength } from '@oneday/core';
import type {
  ContinuationRequest, ContinuationScore, GenerationRequest, Scorer, TextScore, Tokenizer,
} from '@oneday/core';
import { decodeStream } from '@oneday/tokenizer';
import { scoringWindows } from './scoring-windows.ts';
import { TokenGenerator } from './token-generator.ts';
import { TokenLikelihoods } from './token-likelihoods.ts';
import type { ScoredSequence, TargetScores, TokenLikelihoodsOptions } from './token-likelihoods.ts';

/** What a {@link DecoderScorer} is made of. */
export interface DecoderScorerOptions extends TokenLikelihoodsOptions {
  readonly tokenizer: Tokenizer;
  /** Put before texts without context, so that their first token has a likelihood: what opened a text in training. */
  readonly startId: number;
  /**
   * Tokens that are scored by each further run over a text longer than the context, from 1 to the context. Smaller is
   * slower and gives tokens more context. Default: half the context.
   */
  readonly stride?: number | undefined;
}

/** Tokens of which those from `first` on are scored. */
interface ScoringTask {
  readonly ids: Int32Array;
  readonly first: number;
}

/** The sums over one task's scored tokens. */
interface TaskScore {
  readonly logLikelihood: number;
  readonly isGreedy: boolean;
  readonly tokenCount: number;
}

/**
 * Likelihoods and greedy generation for the evaluation harness. Special tokens of the tokenizer's post-processor are
 * not added.
 */
export class DecoderScorer implements Scorer, Disposable {
  private readonly options: DecoderScorerOptions;
  private readonly likelihoods: TokenLikelihoods;
  private readonly stride: number;
  private generator: Promise<TokenGenerator> | undefined;
  /** The same, once it is there. */
  private prepared: TokenGenerator | undefined;

  /** @throws ConfigError for a stride out of range, InvalidInputError for a `startId` that is no token */
  constructor(options: DecoderScorerOptions) {
    const { model: { config: { context, vocabSize } }, startId } = options;
    const { stride = Math.ceil(context / 2) } = options;
    if (!Number.isSafeInteger(stride) || stride < 1 || stride > context) {
      throw new ConfigError(`scorer: stride must be an integer from 1 to context ${context}; got ${showValue(stride)}`);
    }
    if (!Number.isSafeInteger(startId) || startId < 0 || startId >= vocabSize) {
      throw new InvalidInputError(`scorer: startId must be a token below ${vocabSize}; got ${showValue(startId)}`);
    }
    this.options = options;
    this.likelihoods = new TokenLikelihoods(options);
    this.stride = stride;
  }

  async logLikelihood(requests: readonly ContinuationRequest[]): Promise<readonly ContinuationScore[]> {
    return this.scoreTasks(requests.map((request) => this.continuationTask(request)));
  }

  async logLikelihoodRolling(texts: readonly string[]): Promise<readonly TextScore[]> {
    const tasks = texts.map((text) => this.continuationTask({ context: '', continuation: text }));
    const scores = await this.scoreTasks(tasks);
    return scores.map(({ logLikelihood, tokenCount }, i) => (
      { logLikelihood, tokenCount, byteCount: utf8ByteLength(texts[i]!) }
    ));
  }

  async generateUntil(requests: readonly GenerationRequest[]): Promise<readonly string[]> {
    const texts: string[] = [];
    for (const request of requests) texts.push(await this.generateOne(request));
    return texts;
  }

  /** Frees the cache of {@link generateUntil}. */
  dispose(): void {
    // At once where it can be: the backend may be closed next.
    if (this.prepared !== undefined) this.prepared.dispose();
    else void this.generator?.then((generator) => generator.dispose());
    this.generator = undefined;
    this.prepared = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private encode(text: string): Int32Array {
    return this.options.tokenizer.encode(text, { addSpecialTokens: false }).ids;
  }

  /**
   * Encodes both as one text and scores what follows the context's own tokens. White space that ends the context goes
   * to the continuation, as tokens hold it with the word behind; where a token reaches over the border, the two are
   * encoded apart.
   */
  private continuationTask({ context, continuation }: ContinuationRequest): ScoringTask {
    const kept = context.trimEnd();
    const [contextIds, joined] = [this.encode(kept), this.encode(context + continuation)];
    const isPrefix = contextIds.every((id, i) => joined[i] === id);
    const ids = isPrefix ? joined : concat(contextIds, this.encode(context.slice(kept.length) + continuation));
    if (contextIds.length > 0) return { ids, first: contextIds.length };
    return { ids: concat([this.options.startId], ids), first: 1 };
  }

  private async scoreTasks(tasks: readonly ScoringTask[]): Promise<readonly TaskScore[]> {
    const { context } = this.options.model.config;
    const plans = tasks.map(({ ids, first }) => scoringWindows(ids.length, first, { context, stride: this.stride }));
    const sequences = plans.flatMap((windows, i) => windows.map(({ start, end }): ScoredSequence => {
      const { ids } = tasks[i]!;
      return { inputs: ids.slice(start, end), targets: ids.slice(start + 1, end + 1) };
    }));
    const scores = (await this.likelihoods.score(sequences)).values();
    return plans.map((windows) => windows.map(({ scored }) => sumOfLast(scores.next().value!, scored)).reduce(
      bothScores,
      { logLikelihood: 0, isGreedy: true, tokenCount: 0 },
    ));
  }

  private async generateOne({ context, until, maxNewTokens }: GenerationRequest): Promise<string> {
    const { tokenizer, startId } = this.options;
    if (until.includes('')) throw new InvalidInputError('generateUntil: a stop string must not be empty');
    this.generator ??= TokenGenerator.prepare(this.options);
    const generator = await this.generator;
    this.prepared = generator;
    const ids = this.encode(context);
    const decoder = decodeStream(tokenizer, { skipSpecialTokens: false });
    let text = '';
    for await (const id of generator.generate(ids.length === 0 ? [startId] : ids, { maxNewTokens, temperature: 0 })) {
      text += decoder.push(id);
      const end = firstOf(until, text);
      if (end !== undefined) return text.slice(0, end);
    }
    text += decoder.end();
    return text.slice(0, firstOf(until, text));
  }
}

function sumOfLast({ logProbabilities, isBest }: TargetScores, count: number): TaskScore {
  return {
    logLikelihood: logProbabilities.subarray(logProbabilities.length - count).reduce((sum, x) => sum + x, 0),
    isGreedy: isBest.subarray(isBest.length - count).every((best) => best === 1),
    tokenCount: count,
  };
}

function bothScores(a: TaskScore, b: TaskScore): TaskScore {
  return {
    logLikelihood: a.logLikelihood + b.logLikelihood,
    isGreedy: a.isGreedy && b.isGreedy,
    tokenCount: a.tokenCount + b.tokenCount,
  };
}

/** Where the first of `strings` begins in `text`. */
function firstOf(strings: readonly string[], text: string): number | undefined {
  const found = strings.map((string) => text.indexOf(string)).filter((at) => at >= 0);
  return found.length === 0 ? undefined : Math.min(...found);
}

function concat(a: ArrayLike<number>, b: ArrayLike<number>): Int32Array {
  return Int32Array.from([...Array.from(a), ...Array.from(b)]);
}
