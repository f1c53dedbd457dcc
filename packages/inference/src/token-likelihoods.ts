/** The likelihood of each token of many sequences, batched by length. */
import type { Bound, DeviceBatch } from '@oneday/nn';
import { disposeAll, withPrecision } from '@oneday/ops';
import type { Backend, PrecisionPolicy, Value } from '@oneday/ops';
import { roundedSize, ShapedProgram } from './shaped-program.ts';
import { targetScores } from './target-scores.ts';
import type { GenerativeModel } from './token-generator.ts';

/** What likelihoods are computed with. */
export interface TokenLikelihoodsOptions {
  readonly backend: Backend;
  readonly model: GenerativeModel;
  readonly parameters: Bound;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
  /** Most tokens of one batch, padding included; bounds the logits' memory. Default 2048. */
  readonly batchTokens?: number | undefined;
}

/** Inputs and what follows each of them, of one length. */
export interface ScoredSequence {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
}

/** For each target of a sequence. */
export interface TargetScores {
  /** ln p(target) */
  readonly logProbabilities: Float64Array;
  /** 1 where the target was the most likely token. */
  readonly isBest: Uint8Array;
}

/** The fewest tokens that a program is compiled for. */
const SHORTEST = 16;

/**
 * Scores sequences in batches of similar length. Rows of a batch do not see each other, and padding comes after what
 * is scored, so results do not depend on what a sequence is batched with.
 */
export class TokenLikelihoods {
  private readonly options: TokenLikelihoodsOptions;
  private readonly program: ShapedProgram<{ batch: DeviceBatch }, { scores: Value }>;

  constructor(options: TokenLikelihoodsOptions) {
    const { backend, model, parameters, precision = 'f32' } = options;
    this.options = options;
    this.program = new ShapedProgram(backend, 'likelihoods', (o, { batch }: { batch: DeviceBatch }) => {
      const logitsBTV = model.logits(withPrecision(o, precision), parameters, batch);
      const [batchSize, time, vocabulary] = logitsBTV.shape as [number, number, number];
      const rows = batchSize * time;
      return { scores: targetScores(o, o.reshape(logitsBTV, [rows, vocabulary]), o.reshape(batch.labels, [rows])) };
    });
  }

  /** In the order of `sequences`, none longer than the model's context. */
  async score(sequences: readonly ScoredSequence[]): Promise<readonly TargetScores[]> {
    const { model: { config }, batchTokens = 2048 } = this.options;
    const results: TargetScores[] = [];
    const waiting = [...sequences.keys()].sort((a, b) => lengthOf(sequences[a]!) - lengthOf(sequences[b]!));
    while (waiting.length > 0) {
      // The longest first: what does not fit in memory fails at once.
      const time = roundedSize(lengthOf(sequences[waiting.at(-1)!]!), SHORTEST, config.context);
      const most = Math.max(1, Math.floor(batchTokens / time));
      const chosen = waiting.splice(-most);
      const rows = roundedSize(chosen.length, 1, most);
      const scores = await this.scoreBatch(chosen.map((i) => sequences[i]!), [rows, time]);
      chosen.forEach((i, row) => (results[i] = scores[row]!));
    }
    return results;
  }

  private async scoreBatch(
    sequences: readonly ScoredSequence[],
    [rows, time]: readonly [number, number],
  ): Promise<readonly TargetScores[]> {
    const field = (of: (sequence: ScoredSequence) => Int32Array) => {
      const data = new Int32Array(rows * time);
      sequences.forEach((sequence, row) => data.set(of(sequence), row * time));
      return { shape: [rows, time], data };
    };
    const batch = { inputIds: field(({ inputs }) => inputs), labels: field(({ targets }) => targets) };
    const outputs = await this.program.run({ batch });
    const scores = await this.options.backend.read(outputs.scores);
    disposeAll(outputs);
    return sequences.map((sequence, row) => {
      const part = (which: 0 | 1) => {
        const start = (which * rows + row) * time;
        return scores.subarray(start, start + lengthOf(sequence));
      };
      return { logProbabilities: Float64Array.from(part(0)), isBest: Uint8Array.from(part(1)) };
    });
  }
}

function lengthOf({ inputs }: ScoredSequence): number {
  return inputs.length;
}
