/** oneday's side of `step-beside-tfjs.mjs`: char-gpt on an open backend. */
import { microBatchKey, TrainingStep } from '@oneday/nn';

/** Makes the model's variables and its programs. @returns takes step n and gives its loss */
export async function onedayTraining(backend, { model, optimizer, learningRate, clipNorm, batches, seed }) {
  const parameters = model.bind(backend, seed);
  const training = new TrainingStep({ backend, model, parameters, optimizer, clipNorm });
  await training.prepare(batches[0]);
  return async (step) => {
    training.accumulate(batches[step % batches.length], microBatchKey(seed, step, 0));
    const { lossSum, count } = await training.update(learningRate(step));
    return lossSum / count;
  };
}
