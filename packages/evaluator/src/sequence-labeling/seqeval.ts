import { ConfigError, InvalidInputError, showValue, suggestName } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { sortLabels } from '../classification/labelled-batch.ts';
import { lenientEntities } from './lenient-entities.ts';
import { strictEntities, TAGGING_SCHEMES } from './strict-entities.ts';
import type { TaggingScheme } from './strict-entities.ts';

/** How entities are found and scored. */
export interface SeqevalOptions {
  /** Count only entities that keep to this scheme. Without it, entities are found as CoNLL's script does. */
  readonly scheme?: TaggingScheme;
  /** What stands for a division by zero. Default: 0. */
  readonly zeroDivision?: 0 | 1;
}

/** The tags of one sentence, as they are and as they were predicted. */
export interface TaggedSentence {
  readonly labels: readonly string[];
  /** As many as labels. */
  readonly predictions: readonly string[];
}

/** Sums over the sentences seen. */
export type SeqevalState = {
  /** By type of entity: how many were found rightly, were found, and there are. */
  readonly entities: { readonly [type: string]: readonly [correct: number, predicted: number, actual: number] };
  readonly correctTags: number;
  readonly tags: number;
};

/** Scores of entities, in [0, 1]; right are those with the right type, start and end. */
export interface EntityScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How many entities there are. */
  readonly support: number;
}

/** The scores of entities over all, and by type. */
export interface SeqevalResult {
  readonly micro: EntityScores;
  readonly macro: EntityScores;
  readonly weighted: EntityScores;
  readonly types: readonly (EntityScores & { readonly type: string })[];
  /** Share of tags that are right, in [0, 1]. */
  readonly accuracy: number;
}

/**
 * Precision, recall and F1 of named entities, as seqeval 1.2.2 computes them. Equal to it to 1e-12; where there is no
 * entity on either side, the macro average is `zeroDivision` and not NaN. Constant memory.
 *
 * @throws ConfigError for an unknown scheme
 */
export function seqeval(options: SeqevalOptions = {}): Metric<TaggedSentence, SeqevalState, SeqevalResult> {
  const { scheme, zeroDivision = 0 } = options;
  if (scheme !== undefined && !TAGGING_SCHEMES.includes(scheme)) {
    const known = suggestName(String(scheme), TAGGING_SCHEMES);
    throw new ConfigError(`seqeval: unknown scheme ${showValue(scheme)}; ${known}`);
  }
  const entitiesOf = (tags: readonly string[]) => (
    scheme === undefined ? lenientEntities(tags) : strictEntities(tags, scheme)
  );
  return {
    name: 'seqeval',
    initial: () => ({ entities: {}, correctTags: 0, tags: 0 }),
    update(state, { labels, predictions }) {
      if (labels.length !== predictions.length) {
        const got = `got ${predictions.length} and ${labels.length}`;
        throw new InvalidInputError(`seqeval: a sentence must have as many predictions as labels; ${got}`);
      }
      const key = ({ type, start, end }: { type: string; start: number; end: number }) => `${start} ${end} ${type}`;
      const [actual, predicted] = [entitiesOf(labels), entitiesOf(predictions)];
      const known = new Set(actual.map(key));
      return merge(state, {
        entities: mergeEntities(
          mergeEntities(countsOf(actual, [0, 0, 1]), countsOf(predicted, [0, 1, 0])),
          countsOf(predicted.filter((entity) => known.has(key(entity))), [1, 0, 0]),
        ),
        correctTags: labels.filter((label, i) => label === predictions[i]).length,
        tags: labels.length,
      });
    },
    merge,
    result: (state) => report(state, zeroDivision),
  };
}

type Counts = SeqevalState['entities'];

function countsOf(entities: readonly { readonly type: string }[], one: Counts[string]): Counts {
  return entities.reduce<Counts>((counts, { type }) => mergeEntities(counts, Object.fromEntries([[type, one]])), {});
}

function mergeEntities(a: Counts, b: Counts): Counts {
  const sums = new Map(Object.entries(a));
  for (const [type, [correct, predicted, actual]] of Object.entries(b)) {
    const before = sums.get(type) ?? [0, 0, 0];
    sums.set(type, [before[0] + correct, before[1] + predicted, before[2] + actual]);
  }
  return Object.fromEntries(sums);
}

function merge(a: SeqevalState, b: SeqevalState): SeqevalState {
  return {
    entities: mergeEntities(a.entities, b.entities),
    correctTags: a.correctTags + b.correctTags,
    tags: a.tags + b.tags,
  };
}

function report({ entities, correctTags, tags }: SeqevalState, zeroDivision: 0 | 1): SeqevalResult {
  if (tags === 0) throw new InvalidInputError('seqeval: no tags were scored, so there is no score');
  const counts = new Map(Object.entries(entities));
  const types = sortLabels(counts.keys()).map((type) => ({ type, ...scoresOf(counts.get(type)!, zeroDivision) }));
  const total = [...counts.values()].reduce<[number, number, number]>(
    (sum, one) => [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2]], [0, 0, 0],
  );
  const support = total[2];
  const mean = (weights: readonly number[]): EntityScores => {
    const weight = weights.reduce((sum, one) => sum + one, 0);
    const of = (name: 'precision' | 'recall' | 'f1') => (
      types.reduce((sum, scores, i) => sum + scores[name] * weights[i]!, 0) / weight
    );
    return { precision: of('precision'), recall: of('recall'), f1: of('f1'), support };
  };
  // Without entities the predicted ones are all wrong, and without those there is nothing to be wrong.
  const precisionOfNone = total[1] === 0 ? zeroDivision : 0;
  const ofNone = { precision: precisionOfNone, recall: zeroDivision, f1: precisionOfNone, support };
  return {
    micro: scoresOf(total, zeroDivision),
    macro: types.length === 0 ? ofNone : mean(types.map(() => 1)),
    weighted: support === 0 ? ofNone : mean(types.map((scores) => scores.support)),
    types,
    accuracy: correctTags / tags,
  };
}

function scoresOf([correct, predicted, actual]: Counts[string], zeroDivision: 0 | 1): EntityScores {
  const precision = predicted === 0 ? zeroDivision : correct / predicted;
  const recall = actual === 0 ? zeroDivision : correct / actual;
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum, support: actual };
}
