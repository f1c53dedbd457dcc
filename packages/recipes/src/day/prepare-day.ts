import type { Stream, TokenBatch, Tokenizer } from '@oneday/core';
import { textsOf, withFirstToken } from '@oneday/data';
import type { Backend } from '@oneday/ops';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import type { TrainingControl } from '@oneday/tokenizer';
import { fingerprintOf, withFingerprint } from '../data-fingerprint.ts';
import { watchedKeep } from '../prepare-control.ts';
import type { PrepareControl } from '../prepare-control.ts';
import type { PreparedRecipe, PrepareOptions } from '../prepared-recipe.ts';
import type { HeldOutSplit } from '../quickstart/corpus.ts';
import type { KeepTokens, KeptTokens, TokenCorpus } from '../token-corpus.ts';
import { causalBaselines, maskedBaselines } from './baselines.ts';
import type { Baselines } from './baselines.ts';
import { dayTrainingBatches, dayValidationBatches } from './batches.ts';
import { chooseSize } from './choose-size.ts';
import { measureSize } from './measure-size.ts';
import { isSized } from './recipe.ts';
import type { DayRecipe, SizedRecipe } from './recipe.ts';
import { causalSizes, maskedSizes } from './sizes.ts';
import { separatorId, separatorOf, specialTokensOf, withMaskOfWords } from './special-tokens.ts';
import { dayTrainingParts } from './training-parts.ts';

/** What preparing a recipe with a budget needs. */
export interface PrepareDayOptions extends PrepareOptions {
  /** Where its tokens go. */
  readonly keep: KeepTokens;
  /** Bits per byte that gzip needs for bytes; absent where there is no gzip. */
  readonly gzip?: (bytes: AsyncIterable<Uint8Array>) => Promise<number>;
}

/**
 * Makes a recipe with a budget ready to run: measures its size where it has none, trains the tokenizer, turns the text
 * into tokens and builds the model. Only measuring counts against the budget. The prepared recipe has its size, so that
 * preparing it again gives the same run.
 *
 * @throws InvalidInputError when the text is too short for its windows
 * @throws ConfigError when the sizes do not fit each other, or measuring used up the budget
 */
export async function prepareDay(
  recipe: DayRecipe, texts: HeldOutSplit, options: PrepareDayOptions,
): Promise<PreparedRecipe> {
  const { kind } = recipe;
  const sized = await withSize(recipe, texts.training.bytes, options);
  const tokenizer = options.tokenizer ?? withMaskOfWords(await trainByteLevelBpe(textsOf(texts.training.documents()), {
    vocabSize: sized.size.vocabSize, specialTokens: specialTokensOf(kind), ...trainingControl(texts, options),
  }));
  separatorId(kind, tokenizer);
  const keep = watchedKeep(options.keep, texts.training.bytes + texts.heldOut.bytes, options);
  const [training, heldOut] = [texts.training.documents(), texts.heldOut.documents()];
  const corpus = await keep({ training, heldOut, tokenizer, end: separatorOf(kind) });
  return prepareDayOnTokens(sized, corpus, { ...options, tokenizer });
}

/** The training of the tokenizer, as a part of preparing. */
function trainingControl(
  { training: { bytes: total } }: HeldOutSplit, { onProgress, signal }: PrepareControl,
): TrainingControl {
  return {
    ...(signal !== undefined && { signal }),
    onProgress(event) {
      if (event.phase === 'counting') onProgress?.({ phase: 'counting', done: event.bytes, total });
      else onProgress?.({ phase: 'merging', done: event.tokens, total: event.vocabSize });
    },
  };
}

/**
 * Makes a recipe ready to run on tokens that are there, whose documents end with its separator. The corpus is disposed
 * of with the prepared recipe, and where preparing fails.
 *
 * @param options.tokenizer the one that made the tokens
 * @throws as `prepareDay`
 */
export async function prepareDayOnTokens(
  recipe: DayRecipe, corpus: TokenCorpus, options: Omit<PrepareDayOptions, 'keep'> & { readonly tokenizer: Tokenizer },
): Promise<PreparedRecipe> {
  try {
    return await prepareTokens(recipe, corpus, options);
  } catch (error) {
    await corpus[Symbol.asyncDispose]();
    throw error;
  }
}

async function prepareTokens(
  recipe: DayRecipe, corpus: TokenCorpus, options: Omit<PrepareDayOptions, 'keep'> & { readonly tokenizer: Tokenizer },
): Promise<PreparedRecipe> {
  const { seed, tokenizer, gzip } = options;
  const { vocabSize } = tokenizer;
  const separator = separatorId(recipe.kind, tokenizer);
  const sized = await withSize(recipe, byteLength(corpus.training), { ...options, vocabSize });
  // The separator stands before the first document too, so that all of its tokens are scored.
  const [training, heldOut] = [corpus.training, corpus.heldOut].map(({ tokens }) => withFirstToken(separator, tokens));
  const fingerprint = await fingerprintOf(training!);
  const validationBatches = (): Stream<TokenBatch> => (
    dayValidationBatches(sized, { tokens: heldOut!, tokenizer, seed })
  );
  return {
    recipe: sized,
    tokenizer,
    parts: dayTrainingParts(sized, vocabSize),
    corpus: {
      vocabSize,
      trainingTokens: training!.tokenCount,
      validationTokens: heldOut!.tokenCount,
      scoredBytes: byteLength(corpus.heldOut),
    },
    baselines: sized.kind === 'bert-day'
      ? await maskedBaselines(training!, validationBatches(), vocabSize)
      : { ...causalBaselines(corpus), ...(gzip !== undefined && await gzipBaseline(corpus.heldOut, tokenizer, gzip)) },
    trainingBatches: (order) => withFingerprint(
      dayTrainingBatches(sized, { tokens: training!, tokenizer, seed: order }), fingerprint,
    ),
    validationBatches,
    [Symbol.asyncDispose]: () => corpus[Symbol.asyncDispose](),
  };
}

function byteLength({ texts }: KeptTokens): number {
  return texts.byteCounts.reduce((sum, count) => sum + count, 0);
}

async function gzipBaseline(
  heldOut: KeptTokens, tokenizer: Tokenizer, gzip: (bytes: AsyncIterable<Uint8Array>) => Promise<number>,
): Promise<Baselines> {
  async function* bytes(): AsyncGenerator<Uint8Array, void> {
    const encoder = new TextEncoder();
    await using pieces = heldOut.pieces();
    for (let chunk = await pieces.next(); chunk !== undefined; chunk = await pieces.next()) {
      for (const ids of chunk) yield encoder.encode(tokenizer.decode(ids));
    }
  }
  return { gzipBitsPerByte: await gzip(bytes()) };
}

/** The recipe with a size: its own, or the one that the speed of the device allows. */
async function withSize(
  recipe: DayRecipe,
  trainingBytes: number,
  { backend, vocabSize }: { readonly backend: Backend; readonly vocabSize?: number },
): Promise<SizedRecipe> {
  if (isSized(recipe)) return recipe;
  const start = performance.now();
  const chosen = await chooseSize({
    table: recipe.kind === 'bert-day' ? maskedSizes : causalSizes,
    budgetSeconds: recipe.budgetSeconds,
    trainingBytes,
    vocabSize,
    measure: (size) => measureSize(backend, recipe, size),
    elapsedSeconds: () => (performance.now() - start) / 1000,
  });
  return { ...recipe, ...chosen };
}
