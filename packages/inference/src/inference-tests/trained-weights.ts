/** A few steps of training on one batch, for models that should know something. */
import { cpu } from '@oneday/backend-cpu';
import type { NamedTensors, TokenBatch } from '@oneday/core';
import { adamw, microBatchKey, readBound, TrainingStep, writeBound } from '@oneday/nn';
import type { Bound, ModelDefinition } from '@oneday/nn';
import type { Backend } from '@oneday/ops';

/** The weights of `model` after `steps` steps on `batch`, trained on cpu. */
export async function trainedWeights(model: ModelDefinition, batch: TokenBatch, steps: number): Promise<NamedTensors> {
  await using backend = await cpu();
  const parameters = model.bind(backend, 1);
  const step = new TrainingStep({ backend, model, parameters, optimizer: adamw({ weightDecay: 0 }), clipNorm: 1 });
  await step.prepare(batch);
  for (let i = 0; i < steps; i++) {
    step.accumulate(batch, microBatchKey(1, i, 0));
    await step.update(0.01);
  }
  return await readBound(backend, parameters);
}

/** The parameters of `model` on `backend`, with `weights`. */
export function bindWeights(backend: Backend, model: ModelDefinition, weights: NamedTensors): Bound {
  const parameters = model.bind(backend, 1);
  writeBound(backend, parameters, weights);
  return parameters;
}
