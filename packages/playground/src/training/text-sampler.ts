import type { Tokenizer } from '@oneday/core';
import { generateText, TokenGenerator } from '@oneday/inference';
import type { TokenGeneratorOptions } from '@oneday/inference';
import type { SamplePiece } from './messages.ts';
import type { SampleLength, Sampler } from './sampler.ts';

const SAMPLING = { temperature: 0.8, topK: 40 };

/** What a {@link TextSampler} is made of. */
export interface TextSamplerOptions extends TokenGeneratorOptions {
  readonly tokenizer: Tokenizer;
  /** The text that is learned. */
  readonly text: string;
}

/** Lets a decoder write on. */
export class TextSampler implements Sampler {
  private readonly generator: TokenGenerator;
  private readonly tokenizer: Tokenizer;
  /** What opens a sample without a prompt: a line end, after which anything may stand. */
  private readonly opening: string;
  private written = 0;

  private constructor(generator: TokenGenerator, { tokenizer, text }: TextSamplerOptions) {
    this.generator = generator;
    this.tokenizer = tokenizer;
    this.opening = text.includes('\n') ? '\n' : String.fromCodePoint(text.codePointAt(0)!);
  }

  static async prepare(options: TextSamplerOptions): Promise<TextSampler> {
    return new TextSampler(await TokenGenerator.prepare(options), options);
  }

  async *sample(prompt: string, { tokens, seconds }: SampleLength): AsyncGenerator<readonly SamplePiece[], void> {
    const end = performance.now() + 1000 * seconds;
    const { generator, tokenizer, opening } = this;
    // Another seed each time, so that asking again gives something else.
    const options = { ...SAMPLING, maxNewTokens: tokens, seed: this.written++ };
    let text = '';
    for await (const piece of generateText({ generator, tokenizer, prompt: prompt || opening, ...options })) {
      text += piece;
      yield [{ text: prompt, look: 'given' }, { text: prompt === '' ? text.trimStart() : text, look: 'written' }];
      if (performance.now() > end) return;
    }
  }
}
