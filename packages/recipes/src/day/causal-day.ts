import { paceOf } from './pace.ts';
import type { CausalDayOptions, CausalDayRecipe } from './recipe.ts';
import { parseCausalDay } from './schema.ts';

const DAY_SECONDS = 86_400;
const TWO_MINUTES = 120;

/**
 * A modern GPT for a day on one device, or for whatever the budget is: rotary positions, RMSNorm, normed queries and
 * keys, ReLU², byte-level BPE. The learning rate rests at its peak, then falls in a straight line over most of the
 * budget, as modded-nanogpt's and nanochat's do. The size follows from the measured speed unless it is given.
 *
 * @throws ConfigError for unknown keys and for numbers out of range
 */
export function gptDay(options: CausalDayOptions): CausalDayRecipe {
  return causalDay('gpt-day', { budgetSeconds: DAY_SECONDS, ...options });
}

/**
 * {@link gptDay} in two minutes. Without texts it learns the documentation that came with the installed packages
 * (`documentationCorpus`).
 *
 * @throws ConfigError for unknown keys and for numbers out of range
 */
export function quickstart(options: CausalDayOptions): CausalDayRecipe {
  return causalDay('quickstart', { budgetSeconds: TWO_MINUTES, ...options });
}

function causalDay(
  kind: CausalDayRecipe['kind'],
  { budgetSeconds, size, data, optimizer, training, ...given }: CausalDayOptions & { readonly budgetSeconds: number },
): CausalDayRecipe {
  return parseCausalDay({
    ...given,
    kind,
    budgetSeconds,
    size: size ?? null,
    measurement: null,
    data: { validationOverlapFraction: 0, ...data },
    optimizer: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, ...optimizer },
    training: {
      warmupSteps: 20, decayFraction: 0.6, floorShare: 0, clipNorm: 1, precision: 'f32', ...paceOf(budgetSeconds),
      ...training,
    },
  }, kind);
}
