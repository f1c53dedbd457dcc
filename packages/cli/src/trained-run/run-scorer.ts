import type { Scorer, Tokenizer } from '@oneday/core';
import { DecoderScorer, MaskedScorer } from '@oneday/inference';
import type { Backend } from '@oneday/ops';
import { bindRun } from './load-run.ts';
import type { TrainedRun } from './load-run.ts';
import { separatorOf } from './separator.ts';

/** A scorer over the model of a run. */
export interface RunScorer extends Disposable {
  readonly scorer: Scorer;
  /** What its likelihoods are. */
  readonly likelihoods: 'log-likelihoods' | 'pseudo-log-likelihoods';
}

/**
 * What asks the model of a run: a causal one by its likelihoods, a masked one by masking each token alone.
 * @throws InvalidInputError when the parameters do not fit the model of the run
 */
export function runScorer(run: TrainedRun, backend: Backend): RunScorer {
  const { trained, tokenizer } = run;
  const parameters = bindRun(run, backend);
  if (trained.task === 'masked') {
    const boundaryId = separatorOf(tokenizer);
    const scorer = new MaskedScorer({ backend, model: trained.model, parameters, tokenizer, boundaryId });
    return { scorer, likelihoods: 'pseudo-log-likelihoods', [Symbol.dispose]() {} };
  }
  const startId = startOf(tokenizer);
  const scorer = new DecoderScorer({ backend, model: trained.model, parameters, tokenizer, startId });
  return { scorer, likelihoods: 'log-likelihoods', [Symbol.dispose]: () => scorer.dispose() };
}

/** What opens a text: the separator of documents, else the line feed that ends the text before. */
function startOf(tokenizer: Tokenizer): number {
  return separatorOf(tokenizer) ?? tokenizer.encode('\n').ids[0]!;
}
