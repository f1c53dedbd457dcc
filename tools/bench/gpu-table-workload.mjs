/** The trainings of the GPU table: models, settings and batches, in files that both sides read. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldIn, randomBits, seedKey } from '@oneday/core';
import { learningRateAt } from '@oneday/trainer';

/** GPT-2 small with its token table padded to a multiple of 128, and crammed-BERT; each once more in small. */
export const workloads = {
  gpt2: {
    full: { family: 'gpt', layers: 12, heads: 12, width: 768, context: 1024, vocabSize: 50_304, batch: 16 },
    small: { family: 'gpt', layers: 2, heads: 4, width: 64, context: 64, vocabSize: 256, batch: 8 },
  },
  'crammed-bert': {
    full: { family: 'bert', layers: 16, heads: 12, width: 768, context: 128, vocabSize: 32_768, batch: 128 },
    small: { family: 'bert', layers: 2, heads: 4, width: 64, context: 32, vocabSize: 256, batch: 8 },
  },
};

const SEED = 1;
const NOT_SCORED = -100;
const MASK_ID = 0;
/** Of BERT's tokens, those that are hidden and predicted. */
const SCORED_SHARE = 0.25;
/** In 2³²: how often a token follows from the one before. The rest is drawn, small ids more often than large ones. */
const FOLLOWS = 0.7 * 2 ** 32;
const OPTIMIZER = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 1 };
const PEAK_RATE = { gpt: 6e-4, bert: 1e-3 };

/** Tokens that can be learned: [count]. */
function tokens(key, count, vocabSize) {
  const [choices, draws] = [randomBits(foldIn(key, 'choice'), count), randomBits(foldIn(key, 'draw'), count)];
  const ids = new Int32Array(count);
  for (let i = 1; i < count; i++) {
    const drawn = Math.floor(vocabSize * (draws[i] / 2 ** 32) ** 3);
    ids[i] = choices[i] < FOLLOWS ? (ids[i - 1] * 7 + 3) % vocabSize : drawn;
  }
  return ids;
}

/** One batch: `inputIds` and `labels` [B·T], and for BERT `scoredPositions` [M]. */
function makeBatch({ family, batch, context, vocabSize }, step) {
  const key = foldIn(seedKey(SEED), step);
  const text = tokens(key, batch * (context + 1), vocabSize);
  const inputIds = new Int32Array(batch * context);
  const labels = new Int32Array(batch * context).fill(NOT_SCORED);
  const scored = [];
  for (let row = 0; row < batch; row++) {
    const [from, to] = [row * (context + 1), row * context];
    inputIds.set(text.subarray(from, from + context), to);
    if (family === 'gpt') labels.set(text.subarray(from + 1, from + 1 + context), to);
    else {
      const order = randomBits(foldIn(key, `row ${row}`), context);
      const places = [...order.keys()].sort((a, b) => order[a] - order[b]).slice(0, SCORED_SHARE * context);
      for (const place of places.sort((a, b) => a - b)) scored.push(to + place);
    }
  }
  for (const at of scored) [labels[at], inputIds[at]] = [inputIds[at], MASK_ID];
  return { inputIds, labels, scoredPositions: Int32Array.from(scored) };
}

/**
 * Writes `run.json`, and `batches.bin`: i32, for each step ids, labels and scored positions. Gives what stands in the
 * first.
 */
export function writeWorkload(folder, { name, size, steps, batch, precision }) {
  mkdirSync(folder, { recursive: true });
  const shape = { ...workloads[name][size], ...(batch === undefined ? {} : { batch }) };
  const peak = PEAK_RATE[shape.family];
  const warmupSteps = Math.ceil(steps / 10);
  const schedule = { kind: 'warmupCosine', peak, floor: peak / 10, warmupSteps, decaySteps: steps };
  const rates = Array.from({ length: steps }, (_, step) => learningRateAt(schedule, { step, progress: step / steps }));
  const scoredCount = shape.family === 'gpt' ? 0 : SCORED_SHARE * shape.context * shape.batch;
  const run = { name, ...shape, steps, precision, optimizer: OPTIMIZER, rates, scoredCount, seed: SEED };
  const parts = Array.from({ length: steps }, (_, step) => Object.values(makeBatch(shape, step))).flat();
  writeFileSync(join(folder, 'batches.bin'), Buffer.concat(parts.map((part) => Buffer.from(part.buffer))));
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
  return run;
}
