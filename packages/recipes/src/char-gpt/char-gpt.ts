import type { CharGptOptions, CharGptRecipe } from './recipe.ts';
import { parseCharGpt } from './schema.ts';

/**
 * A character GPT of 0.8 million parameters: nanoGPT's configuration for a CPU, number for number (its README and
 * `config/train_shakespeare_char.py`). On tiny Shakespeare it reaches a validation loss of 1.89 nats, 1.91 where
 * validation windows do not overlap, as it does in PyTorch; nanoGPT states 1.88, from an estimate on 240 windows with a
 * standard error of 0.014.
 *
 * @throws ConfigError for unknown keys and for numbers out of range
 */
export function charGpt({ textFile, data, model, optimizer, training, ...unknown }: CharGptOptions): CharGptRecipe {
  return parseCharGpt({
    ...unknown,
    kind: 'char-gpt',
    textFile,
    data: { trainingFraction: 0.9, validationOverlapFraction: 0.5, ...data },
    model: {
      layers: 4,
      heads: 4,
      width: 128,
      context: 64,
      feedForwardRatio: 4,
      activation: 'gelu',
      dropout: 0,
      bias: false,
      tiedHead: true,
      layerNormEpsilon: 1e-5,
      ...model,
    },
    optimizer: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, ...optimizer },
    training: {
      steps: 2000,
      batch: 12,
      accumulation: 1,
      peakLearningRate: 1e-3,
      floorLearningRate: 1e-4,
      warmupSteps: 100,
      clipNorm: 1,
      precision: 'f32',
      evaluateEverySteps: 500,
      saveEverySteps: 500,
      ...training,
    },
  });
}
