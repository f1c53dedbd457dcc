import type { MergeLearner } from '../merge-learner.ts';
import { runInSlices } from './read-texts.ts';
import type { TrainingControl, TrainingProgress } from './training-options.ts';

/** Makes merges until there is none to make. @param vocabulary the learner's own, which grows */
export function learnMerges(
  learner: MergeLearner, vocabulary: ReadonlyMap<string, number>, options: TrainingControl & { vocabSize: number },
): Promise<void> {
  return runInSlices(merging(learner, vocabulary, options.vocabSize), options);
}

function* merging(
  learner: MergeLearner, vocabulary: ReadonlyMap<string, number>, vocabSize: number,
): Generator<TrainingProgress, void> {
  do yield { phase: 'merging', tokens: vocabulary.size, vocabSize }; while (learner.step());
}
