/** Generation of text, piece by piece. */
import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { decodeStream } from '@oneday/tokenizer';
import type { ConditionalGenerator } from './conditional-generator.ts';
import type { GenerationOptions } from './draw-tokens.ts';
import type { TokenGenerator } from './token-generator.ts';

/** Settings of the generation of a text. */
export interface TextGenerationOptions extends GenerationOptions {
  readonly generator: TokenGenerator | ConditionalGenerator;
  readonly tokenizer: Tokenizer;
  /** The beginning that is continued or, with an encoder, the source whose target is written. */
  readonly prompt: string;
  /** Put before the prompt: the token that opened a text in training. Without one the prompt may not be empty. */
  readonly startId?: number | undefined;
  /** Whether special tokens are left out of the text. Default true. */
  readonly skipSpecialTokens?: boolean;
}

/**
 * The text that follows `prompt`, or the target for it, in pieces that hold whole characters. Special tokens of the
 * tokenizer's post-processor are not added to the prompt: they would close it.
 *
 * @throws InvalidInputError when there is nothing to continue
 */
export async function* generateText(options: TextGenerationOptions): AsyncGenerator<string, void> {
  const { generator, tokenizer, prompt, startId, skipSpecialTokens = true, ...generation } = options;
  const { ids } = tokenizer.encode(prompt, { addSpecialTokens: false });
  if (ids.length === 0 && startId === undefined) {
    throw new InvalidInputError('generate: the prompt is empty; give a prompt, or the startId of a text');
  }
  const decoder = decodeStream(tokenizer, { skipSpecialTokens });
  for await (const id of generator.generate(startId === undefined ? ids : [startId, ...ids], generation)) {
    const piece = decoder.push(id);
    if (piece !== '') yield piece;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}
