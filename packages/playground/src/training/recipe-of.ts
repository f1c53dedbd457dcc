import { bertDay, charGpt } from '@oneday/recipes';
import type { BertDayOptions, CharGptOptions, Recipe } from '@oneday/recipes';
import type { Settings, SizeName } from '../settings.ts';

/** Looks at the model, on the way: so many times in a run. */
const LOOKS = 10;

const charGptSizes: Readonly<Record<SizeName, Pick<CharGptOptions, 'model' | 'training'>>> = {
  tiny: { model: { layers: 2, heads: 2, width: 64, context: 32 }, training: { peakLearningRate: 2e-3 } },
  small: {},
  // nanoGPT's configuration for a graphics card (`config/train_shakespeare_char.py`), with a smaller batch.
  large: { model: { layers: 6, heads: 6, width: 384, context: 256, dropout: 0.2 }, training: { batch: 16 } },
};

const bertDaySizes: Readonly<Record<SizeName, NonNullable<BertDayOptions['size']>>> = {
  tiny: {
    vocabSize: 512, layers: 2, heads: 2, width: 64, context: 64, batch: 8, accumulation: 1, peakLearningRate: 5e-3,
  },
  small: {
    vocabSize: 1024, layers: 2, heads: 4, width: 128, context: 64, batch: 16, accumulation: 1, peakLearningRate: 3e-3,
  },
  large: {
    vocabSize: 4096, layers: 4, heads: 4, width: 256, context: 128, batch: 32, accumulation: 1, peakLearningRate: 2e-3,
  },
};

/** The recipe that settings ask for, complete. @throws ConfigError for numbers out of range */
export function recipeOf({ recipe, size, steps, minutes }: Settings, textFile: string): Recipe {
  if (recipe === 'bert-day') {
    return bertDay({
      text: [textFile],
      budgetSeconds: 60 * minutes,
      size: bertDaySizes[size],
      training: { evaluateEveryFraction: 1 / LOOKS },
    });
  }
  const { model = {}, training } = charGptSizes[size];
  return charGpt({
    textFile,
    model,
    training: {
      ...training,
      steps,
      warmupSteps: Math.min(100, Math.ceil(steps / 10)),
      evaluateEverySteps: Math.ceil(steps / LOOKS),
    },
  });
}
