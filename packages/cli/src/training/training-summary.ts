import type { PreparedRecipe, RecipeResult } from '@oneday/recipes';
import { formatMilliseconds, formatSeconds } from '../format.ts';
import type { Comparison } from '../report/comparison.ts';
import type { RunFolder } from '../run-folder.ts';
import type { Training, TrainingOutcome } from './run-training.ts';

/** Names of baselines, for people. */
const BASELINE_NAMES: Readonly<Record<string, string>> = {
  byteUnigramBitsPerByte: 'byte unigram',
  gzipBitsPerByte: 'gzip -9',
  maskedUnigramEntropy: 'unigram entropy of the masked tokens',
  maskedUnigramCrossEntropy: 'unigram of the training tokens',
};

/** What goes on with a run. */
export function resumeCommand({ path }: RunFolder): string {
  return `oneday train --resume ${path}`;
}

/** A finished run as one plain object. */
export function outcomeRecord(folder: RunFolder, training: Training, outcome: TrainingOutcome): object {
  const { prepared, backend: { name: backend, device: { description: device } }, seed } = training;
  const { result, secondsPerStep, checkpoint } = outcome;
  const { steps, stopped, earlyStopped, skippedSteps, spikes, tokens, seconds, baselines } = result;
  return {
    recipe: prepared.recipe.kind, backend, device, seed, ...prepared.corpus,
    steps, stopped, earlyStopped, skippedSteps, spikes, ...scoresOf(result), ...baselines,
    tokens, seconds, secondsPerStep, ...(checkpoint === undefined ? {} : { checkpoint }), runFolder: folder.path,
  };
}

/** A finished run in lines for people. */
export function outcomeLines(folder: RunFolder, { prepared }: Training, outcome: TrainingOutcome): string[] {
  const { result, secondsPerStep, checkpoint } = outcome;
  const { steps, stopped, seconds, valLoss, bitsPerByte, valAccuracy, baselines } = result;
  const tokens = prepared.recipe.kind === 'char-gpt' ? 'characters' : 'tokens';
  const bits = bitsPerByte === undefined ? '' : `${bitsPerByte.toFixed(4)} bits per byte, `;
  const compared = Object.entries(baselines).map(([name, score]) => `${baselineName(name)} ${score.toFixed(4)}`);
  const unit = bitsPerByte === undefined ? 'nats per masked token' : 'bits per byte';
  return [
    `${stopped ? 'stopped' : 'done'} after ${steps} steps in ${formatSeconds(seconds)}, ` +
    `${formatMilliseconds(secondsPerStep)} a step`,
    `validation loss ${valLoss.toFixed(4)} nats, ${bits}${(100 * valAccuracy).toFixed(1)} % of ${tokens} right`,
    ...(compared.length === 0 ? [] : [`for comparison: ${compared.join(', ')} ${unit}`]),
    ...(checkpoint === undefined ? [] : [`parameters in ${checkpoint}`]),
    ...(stopped ? [`go on with ${resumeCommand(folder)}`] : []),
  ];
}

/** The model's score beside those of models that know nothing of context; empty where nothing is compared. */
export function comparisonsOf({ valLoss, bitsPerByte, baselines }: RecipeResult): readonly Comparison[] {
  const scores = Object.entries(baselines).map(([name, score]) => ({ name: baselineName(name), score }));
  if (scores.length === 0) return [];
  if (bitsPerByte === undefined) {
    return [{ measure: 'Nats per masked token of held-out text', model: valLoss, baselines: scores }];
  }
  return [{ measure: 'Bits per byte of held-out text', model: bitsPerByte, baselines: scores }];
}

/** What was chosen for a recipe, where it is sized to its budget. */
export function describePrepared({ recipe, corpus }: PreparedRecipe): string {
  const text = `${corpus.trainingTokens.toLocaleString('en-US')} tokens to train on, ` +
    `${corpus.validationTokens.toLocaleString('en-US')} held out, vocabulary ${corpus.vocabSize}`;
  if (recipe.kind === 'char-gpt' || recipe.size === null) return text;
  const { layers, width, context, batch, accumulation } = recipe.size;
  return `${text}; ${layers} layers of width ${width}, context ${context}, batch ${batch}×${accumulation}`;
}

function scoresOf({ loss, valLoss, bitsPerByte, valAccuracy }: RecipeResult): object {
  return { loss, valLoss, ...(bitsPerByte === undefined ? {} : { bitsPerByte }), valAccuracy };
}

function baselineName(name: string): string {
  return BASELINE_NAMES[name] ?? name;
}
