/** Candidates for the masked tokens of a text. */
import { InvalidInputError, PADDING_SEGMENT, showValue, UNUSED_POSITION } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import type { Bound, MaskedFiller, UnlabelledBatch } from '@oneday/nn';
import { disposeAll, withPrecision } from '@oneday/ops';
import type { Backend, Elements, PrecisionPolicy, Value } from '@oneday/ops';
import { maskIdOf } from './mask-id.ts';
import { drawProbabilities } from './sampling.ts';
import { roundedSize, ShapedProgram } from './shaped-program.ts';

/** A masked language model with what filling must know of its configuration. */
export interface FillingModel extends MaskedFiller {
  readonly config: { readonly context: number; readonly vocabSize: number };
}

/** What a {@link MaskFiller} is made of. */
export interface MaskFillerOptions {
  readonly backend: Backend;
  readonly model: FillingModel;
  readonly parameters: Bound;
  readonly tokenizer: Tokenizer;
  /** The text of the special token that stands for what is to be filled in. Default `[MASK]`. */
  readonly maskToken?: string | undefined;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
}

/** What may stand at a mask. */
export interface MaskCandidate {
  readonly id: number;
  /** The token's text. */
  readonly token: string;
  readonly probability: number;
}

/** One mask and its candidates. */
export interface FilledMask {
  /** Index among the tokens of the text. */
  readonly position: number;
  /** The most likely first. */
  readonly candidates: readonly MaskCandidate[];
}

/** A text with its masks filled in. */
export interface FilledText {
  /** The text with the best candidate at each mask, as the tokenizer decodes it. */
  readonly text: string;
  /** In the order of the text. */
  readonly masks: readonly FilledMask[];
}

type FillInputs = { batch: UnlabelledBatch; positions: Value };

/** The fewest tokens that a program is compiled for. */
const SHORTEST = 8;

/** Fills masks in. Texts are padded to a power of two of tokens, so that few programs are compiled. */
export class MaskFiller {
  private readonly options: MaskFillerOptions;
  private readonly maskId: number;
  private readonly program: ShapedProgram<FillInputs, { logits: Value }>;

  /** @throws InvalidInputError when the tokenizer has no such mask token */
  constructor(options: MaskFillerOptions) {
    const { backend, model, parameters, tokenizer, maskToken, precision = 'f32' } = options;
    this.options = options;
    this.maskId = maskIdOf(tokenizer, maskToken, 'fillMask');
    this.program = new ShapedProgram(backend, 'fillMask', (o, { batch, positions }: FillInputs) => (
      { logits: model.logitsAt(withPrecision(o, precision), parameters, batch, positions) }
    ));
  }

  /**
   * The masks of `text`, filled each for itself.
   *
   * @param count candidates a mask, at least 1; the vocabulary may have fewer
   * @throws InvalidInputError when there is no mask, the text does not fit in the model's context, or `count` is none
   */
  async fill(text: string, count = 5): Promise<FilledText> {
    const { tokenizer, model: { config } } = this.options;
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new InvalidInputError(`fillMask: count must be an integer of at least 1; got ${showValue(count)}`);
    }
    const { ids } = tokenizer.encode(text);
    const positions = [...ids.keys()].filter((i) => ids[i] === this.maskId);
    if (positions.length === 0) throw new InvalidInputError('fillMask: the text has no mask');
    if (ids.length > config.context) {
      throw new InvalidInputError(`fillMask: the text has ${ids.length} tokens, but the context is ${config.context}`);
    }
    const logits = await this.logitsAt(ids, positions);
    const masks = positions.map((position, row): FilledMask => {
      const ofRow = logits.subarray(row * config.vocabSize, (row + 1) * config.vocabSize);
      return { position, candidates: this.likeliest(ofRow, count) };
    });
    const filled = ids.slice();
    for (const { position, candidates } of masks) filled[position] = candidates[0]!.id;
    return { text: tokenizer.decode(filled), masks };
  }

  private async logitsAt(ids: Int32Array, positions: readonly number[]): Promise<Elements> {
    const { backend, model: { config } } = this.options;
    const time = roundedSize(ids.length, SHORTEST, config.context);
    const row = (fill: number, of: (i: number) => number) =>
      ({ shape: [1, time], data: Int32Array.from({ length: time }, (_, i) => (i < ids.length ? of(i) : fill)) });
    const size = roundedSize(positions.length, 1, time);
    const outputs = await this.program.run({
      batch: {
        inputIds: row(0, (i) => ids[i]!),
        segments: row(PADDING_SEGMENT, () => 1),
      },
      positions: { shape: [size], data: Int32Array.from({ length: size }, (_, i) => positions[i] ?? UNUSED_POSITION) },
    });
    const logits = await backend.read(outputs.logits);
    disposeAll(outputs);
    return logits;
  }

  private likeliest(logits: Elements, count: number): readonly MaskCandidate[] {
    // A vocabulary that was padded to a round size has rows that are no tokens.
    const ofTokens = logits.subarray(0, this.options.tokenizer.vocabSize);
    const probabilities = drawProbabilities(ofTokens, { temperature: 1, topK: Infinity, topP: 1 });
    const order = [...probabilities.keys()].sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
    return order.slice(0, count).map((id) => (
      { id, token: this.options.tokenizer.decode([id], { skipSpecialTokens: false }), probability: probabilities[id]! }
    ));
  }
}
