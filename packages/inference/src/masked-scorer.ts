/** Core's `Scorer` over a masked language model. */
import { InvalidInputError, PADDING_SEGMENT, showValue, UNUSED_POSITION, utf8ByteLength } from '@oneday/core';
import type { ContinuationRequest, ContinuationScore, Scorer, TextScore, Tokenizer } from '@oneday/core';
import type { Bound, UnlabelledBatch } from '@oneday/nn';
import { disposeAll, withPrecision } from '@oneday/ops';
import type { Backend, PrecisionPolicy, Value } from '@oneday/ops';
import type { FillingModel } from './fill-mask.ts';
import { maskIdOf } from './mask-id.ts';
import { roundedSize, ShapedProgram } from './shaped-program.ts';
import { targetScores } from './target-scores.ts';

/** What a {@link MaskedScorer} is made of. */
export interface MaskedScorerOptions {
  readonly backend: Backend;
  readonly model: FillingModel;
  readonly parameters: Bound;
  readonly tokenizer: Tokenizer;
  /** The text of the special token that stands for what is to be guessed. Default `[MASK]`. */
  readonly maskToken?: string | undefined;
  /** Put before and after each text to which the tokenizer adds no special tokens: what bounded texts in training. */
  readonly boundaryId?: number | undefined;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
  /** Most tokens of one batch, padding included. Default 2048. */
  readonly batchTokens?: number | undefined;
}

/** A text's tokens, and the places of those that are scored. */
interface MaskedText {
  readonly ids: Int32Array;
  readonly scored: readonly number[];
}

/** One token to guess. */
interface Guess {
  readonly ids: Int32Array;
  /** Its place. */
  readonly at: number;
}

/** What became of it. */
interface GuessScore {
  readonly logProbability: number;
  readonly isBest: boolean;
}

type GuessInputs = { batch: UnlabelledBatch; positions: Value; targets: Value };

/** The fewest tokens that a program is compiled for. */
const SHORTEST = 16;
/** The fewest tokens that are guessed at once; what is not needed is left unused. */
const FEWEST_POSITIONS = 16;

/**
 * Pseudo-log-likelihoods for the evaluation harness: the sum of ln p(token | all others), each token masked alone, as
 * BERT is scored by Salazar et al. 2020 (https://arxiv.org/abs/1910.14659). Of a continuation, its own tokens are
 * masked, one after the other; a token that reaches over the border counts to it. Where a text is longer than the
 * context, each token is guessed from the window around it.
 *
 * They rank texts as likelihoods do, but are none: they do not add up to 1, and bits per byte made of them are not
 * those of a causal model. Each token costs a row of a batch.
 */
export class MaskedScorer implements Scorer {
  private readonly options: MaskedScorerOptions;
  private readonly maskId: number;
  private readonly program: ShapedProgram<GuessInputs, { scores: Value }>;

  /** @throws InvalidInputError when the tokenizer has no such mask token, or `boundaryId` is no token */
  constructor(options: MaskedScorerOptions) {
    const { backend, model, parameters, tokenizer, maskToken, boundaryId = 0, precision = 'f32' } = options;
    const { vocabSize } = model.config;
    if (!Number.isSafeInteger(boundaryId) || boundaryId < 0 || boundaryId >= vocabSize) {
      const rule = `boundaryId must be a token below ${vocabSize}`;
      throw new InvalidInputError(`masked scorer: ${rule}; got ${showValue(boundaryId)}`);
    }
    this.options = options;
    this.maskId = maskIdOf(tokenizer, maskToken, 'masked scorer');
    this.program = new ShapedProgram(backend, 'guesses', (o, { batch, positions, targets }: GuessInputs) => (
      { scores: targetScores(o, model.logitsAt(withPrecision(o, precision), parameters, batch, positions), targets) }
    ));
  }

  async logLikelihood(requests: readonly ContinuationRequest[]): Promise<readonly ContinuationScore[]> {
    const texts = requests.map(({ context, continuation }) => (
      this.maskedText(context + continuation, context.trimEnd().length)
    ));
    const scores = await this.scoreGuesses(texts.flatMap(({ ids, scored }) => scored.map((at) => ({ ids, at }))));
    let next = 0;
    return texts.map(({ scored }) => {
      const own = scores.slice(next, next += scored.length);
      return {
        logLikelihood: own.reduce((sum, { logProbability }) => sum + logProbability, 0),
        isGreedy: own.every(({ isBest }) => isBest),
        tokenCount: own.length,
      };
    });
  }

  async logLikelihoodRolling(texts: readonly string[]): Promise<readonly TextScore[]> {
    const scores = await this.logLikelihood(texts.map((text) => ({ context: '', continuation: text })));
    return scores.map(({ logLikelihood, tokenCount }, i) => (
      { logLikelihood, tokenCount, byteCount: utf8ByteLength(texts[i]!) }
    ));
  }

  /** @throws InvalidInputError always */
  generateUntil(): Promise<readonly string[]> {
    return Promise.reject(new InvalidInputError('generateUntil: a masked model does not write; use a causal one'));
  }

  /** The tokens of a text, those scored that end behind `border`, in UTF-16 units. */
  private maskedText(text: string, border: number): MaskedText {
    const { tokenizer, boundaryId } = this.options;
    const { ids, offsets, specialTokensMask } = tokenizer.encode(text);
    const scored = [...ids.keys()].filter((i) => specialTokensMask?.[i] !== 1 && offsets[2 * i + 1]! > border);
    if (boundaryId === undefined || specialTokensMask !== undefined) return { ids, scored };
    return { ids: Int32Array.of(boundaryId, ...ids, boundaryId), scored: scored.map((at) => at + 1) };
  }

  /** In the order of the guesses. Those of one padded length go together, so that no score depends on the others. */
  private async scoreGuesses(guesses: readonly Guess[]): Promise<readonly GuessScore[]> {
    const { model: { config: { context } }, batchTokens = 2048 } = this.options;
    const scores = new Array<GuessScore>(guesses.length);
    const timeOf = (guess: Guess) => roundedSize(Math.min(guess.ids.length, context), SHORTEST, context);
    const byTime = new Map<number, number[]>();
    guesses.forEach((guess, i) => {
      const time = timeOf(guess);
      if (!byTime.has(time)) byTime.set(time, []);
      byTime.get(time)!.push(i);
    });
    // The longest first: what does not fit in memory fails at once.
    for (const [time, members] of [...byTime].sort(([a], [b]) => b - a)) {
      const most = Math.max(1, Math.floor(batchTokens / time));
      for (let start = 0; start < members.length; start += most) {
        const chosen = members.slice(start, start + most);
        const rows = roundedSize(chosen.length, 1, most);
        const batch = await this.scoreBatch(chosen.map((i) => guesses[i]!), [rows, time]);
        chosen.forEach((i, row) => (scores[i] = batch[row]!));
      }
    }
    return scores;
  }

  private async scoreBatch(
    guesses: readonly Guess[], [rows, time]: readonly [number, number],
  ): Promise<readonly GuessScore[]> {
    const [inputIds, segments] = [new Int32Array(rows * time), new Int32Array(rows * time).fill(PADDING_SEGMENT)];
    // Never a few: products of a few rows may be summed in another order, which would show in the last digit.
    const size = Math.max(FEWEST_POSITIONS, rows);
    const [positions, targets] = [new Int32Array(size).fill(UNUSED_POSITION), new Int32Array(size)];
    guesses.forEach(({ ids, at }, row) => {
      // A window with the token in its middle, as far as the ends allow.
      const start = Math.max(0, Math.min(at - Math.floor(time / 2), ids.length - time));
      const window = ids.subarray(start, start + time);
      inputIds.set(window, row * time);
      segments.fill(1, row * time, row * time + window.length);
      positions[row] = row * time + at - start;
      inputIds[positions[row]] = this.maskId;
      targets[row] = ids[at]!;
    });
    const field = (data: Int32Array) => ({ shape: [rows, time], data });
    const outputs = await this.program.run({
      batch: { inputIds: field(inputIds), segments: field(segments) },
      positions: { shape: [size], data: positions },
      targets: { shape: [size], data: targets },
    });
    const scores = await this.options.backend.read(outputs.scores);
    disposeAll(outputs);
    return guesses.map((_, row) => ({ logProbability: scores[row]!, isBest: scores[size + row] === 1 }));
  }
}
