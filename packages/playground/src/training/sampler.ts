/** What a model can show of itself while it learns. */
import type { Backend } from '@oneday/ops';
import type { Bound } from '@oneday/nn';
import type { PreparedRecipe } from '@oneday/recipes';
import { recipeModel } from '@oneday/recipes';
import { MaskSampler } from './mask-sampler.ts';
import type { SamplePiece } from './messages.ts';
import { TextSampler } from './text-sampler.ts';

/** How long a sample may be. */
export interface SampleLength {
  readonly tokens: number;
  /** That writing it takes. */
  readonly seconds: number;
}

/** Writes samples, piece by piece. */
export interface Sampler {
  /**
   * @param prompt what is continued, or whose masks are filled; empty: a place in the text
   * @param length where it ends, at the latest
   */
  sample(prompt: string, length: SampleLength): AsyncIterable<readonly SamplePiece[]>;
}

/** What a {@link Sampler} is made of. */
export interface SamplerOptions {
  readonly backend: Backend;
  readonly prepared: PreparedRecipe;
  readonly parameters: Bound;
  /** The whole text that is learned. */
  readonly text: string;
}

/** A sampler for the model of a recipe; what it runs is compiled now. */
export async function openSampler({ backend, prepared, parameters, text }: SamplerOptions): Promise<Sampler> {
  const { tokenizer, parts: { precision } } = prepared;
  const { task, model } = recipeModel(prepared.recipe, tokenizer.vocabSize);
  return task === 'causal'
    ? TextSampler.prepare({ backend, model, parameters, precision, tokenizer, text })
    : new MaskSampler({ backend, model, parameters, precision, tokenizer, text });
}
