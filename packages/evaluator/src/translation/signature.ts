import type { ReferenceCounts } from './translated-segment.ts';

/** The version of sacrebleu whose definitions these metrics follow, and which their signatures therefore name. */
export const SACREBLEU_VERSION = '2.6.0';

/**
 * A signature in sacrebleu's form (Post 2018, "A Call for Clarity in Reporting BLEU Scores"): everything that a score
 * depends on, `name:value` with bars between, the number of references first and the version last.
 */
export function signature(counts: ReferenceCounts, settings: Readonly<Record<string, string | number>>): string {
  const { fewestReferences, mostReferences } = counts;
  const nrefs = fewestReferences === mostReferences ? fewestReferences : 'var';
  const parts = Object.entries({ nrefs, ...settings, version: SACREBLEU_VERSION });
  return parts.map(([name, value]) => `${name}:${value}`).join('|');
}

/** How signatures say whether something is so. */
export function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
