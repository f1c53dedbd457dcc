import { generateText, TokenGenerator } from '@oneday/inference';
import { recipeModel } from '@oneday/recipes';
import type { Sample } from '../report/report.ts';
import { separatorOf } from '../trained-run/separator.ts';
import type { Training, TrainingOutcome } from './run-training.ts';

const TOKENS = 200;
const TEMPERATURE = 0.8;

/** A text that the model of a finished run writes from nothing; undefined for models that do not write. */
export async function drawSample(training: Training, { result }: TrainingOutcome): Promise<Sample | undefined> {
  const { prepared: { recipe }, backend, seed } = training;
  const { tokenizer, parameters } = result;
  const { task, model } = recipeModel(recipe, tokenizer.vocabSize);
  const startId = separatorOf(tokenizer);
  if (task !== 'causal' || startId === undefined) return undefined;
  using generator = await TokenGenerator.prepare({ backend, model, parameters });
  const sampling = { temperature: TEMPERATURE, maxNewTokens: TOKENS, seed };
  let text = '';
  for await (const piece of generateText({ generator, tokenizer, prompt: '', startId, ...sampling })) text += piece;
  return { prompt: '', text, note: `temperature ${TEMPERATURE}, seed ${seed}` };
}
