/** From logits to a token, on the host. */
import { ConfigError, foldIn, NonFiniteError, randomUniform, seedKey, showValue } from '@oneday/core';
import type { Key } from '@oneday/core';

/** How a token is drawn: first the temperature, then the `topK`, then the `topP` of what is left. */
export interface Sampling {
  /** Logits are divided by it; 0 takes the most likely token, the first of equal ones. Default 1. */
  readonly temperature: number;
  /** Only the k most likely tokens can be drawn (Fan et al. 2018). Default `Infinity`: all. */
  readonly topK: number;
  /**
   * Only the most likely tokens can be drawn, as few as together reach this probability (Holtzman et al. 2020). Default
   * 1: all.
   */
  readonly topP: number;
}

/** Fills in the defaults. @throws ConfigError for a number out of range */
export function resolveSampling({ temperature = 1, topK = Infinity, topP = 1 }: Partial<Sampling>): Sampling {
  if (!(temperature >= 0 && temperature < Infinity)) throw wrong('temperature', 'at least 0', temperature);
  if (topK !== Infinity && !(Number.isSafeInteger(topK) && topK >= 1)) throw wrong('topK', 'a positive integer', topK);
  if (!(topP > 0 && topP <= 1)) throw wrong('topP', 'in (0, 1]', topP);
  return { temperature, topK, topP };
}

/**
 * The probability of each token to be drawn, of `logits`' length; equal logits are taken in the order of their ids.
 * @throws NonFiniteError for logits that are not finite
 */
export function drawProbabilities(logits: ArrayLike<number>, { temperature, topK, topP }: Sampling): Float64Array {
  const best = argMax(logits);
  const weights = Float64Array.from(logits, (logit, id) =>
    (temperature === 0 ? Number(id === best) : Math.exp((logit - logits[best]!) / temperature)));
  if (topK < weights.length || topP < 1) keepLikeliest(weights, topK, topP);
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

/** The token at which the running sum of `probabilities` passes `uniform`, a number in [0, 1). */
export function drawToken(probabilities: Float64Array, uniform: number): number {
  let passed = 0;
  let last = 0;
  for (const [id, probability] of probabilities.entries()) {
    if (probability === 0) continue;
    passed += probability;
    last = id;
    if (uniform < passed) return id;
  }
  return last;
}

/** The key of the draws of one generation. Draw i has the key foldIn(key, i). */
export function drawKey(seed: number): Key {
  return foldIn(seedKey(seed), 'generate');
}

/** Draw `index` of a generation: a token by its logits. */
export function sampleToken(logits: ArrayLike<number>, sampling: Sampling, key: Key, index: number): number {
  const probabilities = drawProbabilities(logits, sampling);
  return drawToken(probabilities, randomUniform(foldIn(key, index), 1)[0]!);
}

/** Sets all weights to 0 but the `topK` largest, and of these all but the first that reach `topP` of their sum. */
function keepLikeliest(weights: Float64Array, topK: number, topP: number): void {
  const byWeight = Uint32Array.from(weights.keys()).sort((a, b) => weights[b]! - weights[a]! || a - b);
  const candidates = byWeight.subarray(0, Math.min(topK, byWeight.length));
  const enough = topP * candidates.reduce((total, id) => total + weights[id]!, 0);
  let kept = 0;
  let reached = 0;
  while (kept < candidates.length && (topP === 1 || reached < enough || kept === 0)) {
    reached += weights[candidates[kept]!]!;
    kept++;
  }
  for (const id of byWeight.subarray(kept)) weights[id] = 0;
}

function argMax(logits: ArrayLike<number>): number {
  let best = 0;
  for (let id = 0; id < logits.length; id++) {
    if (!Number.isFinite(logits[id]!)) {
      throw new NonFiniteError(`the logit of token ${id} is ${logits[id]}; the model's weights are damaged`, {
        op: 'generate',
      });
    }
    if (logits[id]! > logits[best]!) best = id;
  }
  return best;
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function wrong(name: string, rule: string, value: unknown): ConfigError {
  return new ConfigError(`generate: ${name} must be ${rule}; got ${showValue(value)}`);
}
