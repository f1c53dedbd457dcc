import { InvalidInputError, showValue, suggestName } from '@oneday/core';
import type { Command } from 'commander';
import { collect, integer } from '../options.ts';
import { openOutput } from '../output.ts';
import { LABEL_METRICS } from './score/label-metrics.ts';
import type { LineMetric, Score } from './score/line-metric.ts';
import { scoreLines } from './score/score-lines.ts';
import { parseSettings } from './score/settings.ts';
import { scoreSquad } from './score/squad-files.ts';
import { TEXT_METRICS } from './score/text-metrics.ts';

interface ScoreOptions {
  readonly refs: readonly string[];
  readonly hyps: string;
  readonly set?: readonly string[];
  readonly resamples?: number;
  readonly seed?: number;
  readonly baseline?: string;
  readonly naProbs?: string;
  readonly json?: boolean;
}

const LINE_METRICS: Readonly<Record<string, LineMetric>> = { ...TEXT_METRICS, ...LABEL_METRICS };
const SQUAD_METRICS: Readonly<Record<string, string>> = {
  'squad': 'exact match and F1 of SQuAD 1.1, from its JSON files', 'squad-v2': 'the same of SQuAD 2.0',
};
const DEFAULT_SEED = 12_345;

/** Adds `oneday score`. */
export function addScore(program: Command): void {
  program.command('score')
    .description('Scores files: translations, summaries, answers, labels, tags, numbers.')
    .argument('<metric>', `one of ${[...Object.keys(LINE_METRICS), ...Object.keys(SQUAD_METRICS)].join(', ')}`)
    .requiredOption('--refs <files...>', 'what is right, an item a line; several files for several references')
    .requiredOption('--hyps <file>', 'what is scored, as many lines')
    .option('--set <name=value>', 'an option of the metric; may be repeated', collect)
    .option('--resamples <count>', 'draws for a confidence interval by bootstrap resampling', integer(1))
    .option('--seed <number>', `names those draws (default: ${DEFAULT_SEED})`, integer(0))
    .option('--baseline <file>', 'hypotheses of another system, to compare with by paired bootstrap')
    .option('--na-probs <file>', 'squad-v2: JSON with the probability of no answer by question')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', help())
    .action((metric: string, options: ScoreOptions) => score(metric, options));
}

async function score(metric: string, options: ScoreOptions): Promise<void> {
  const output = openOutput(options.json);
  const { score: value, details, lines } = await scoreOf(metric, options);
  output.result({ metric, score: value, ...details }, lines);
}

function scoreOf(metric: string, options: ScoreOptions): Promise<Score> {
  const { refs: references, hyps: hypotheses, set = [], resamples, seed, baseline, naProbs } = options;
  if (Object.hasOwn(SQUAD_METRICS, metric)) {
    const isSecond = metric === 'squad-v2';
    requireOne(metric, references);
    refuse(metric, { '--resamples': resamples, '--baseline': baseline, '--seed': seed });
    refuse(metric, isSecond ? {} : { '--na-probs': naProbs });
    const { threshold } = parseSettings(metric, set, isSecond ? { threshold: 'number' } : {});
    const files = { references: references[0]!, hypotheses, noAnswerProbabilities: naProbs };
    return scoreSquad(files, isSecond ? 2 : 1, threshold as number | undefined);
  }
  const line = Object.hasOwn(LINE_METRICS, metric) ? LINE_METRICS[metric]! : undefined;
  if (line === undefined) {
    const known = [...Object.keys(LINE_METRICS), ...Object.keys(SQUAD_METRICS)];
    throw new InvalidInputError(`unknown metric ${showValue(metric)}; ${suggestName(metric, known)}`);
  }
  if (!line.takesManyReferences) requireOne(metric, references);
  refuse(metric, { '--na-probs': naProbs });
  const settings = parseSettings(metric, set, line.settings);
  const drawing = { resamples, seed: seed ?? DEFAULT_SEED, baseline };
  return scoreLines(metric, line, { hypotheses, references, settings, ...drawing });
}

function requireOne(metric: string, references: readonly string[]): void {
  if (references.length === 1) return;
  throw new InvalidInputError(`score ${metric}: one file of references expected; got ${references.length}`);
}

function refuse(metric: string, options: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(options).find((name) => options[name] !== undefined);
  if (given !== undefined) throw new InvalidInputError(`score ${metric}: ${given} has no meaning for it; leave it out`);
}

function help(): string {
  const lines = Object.entries(LINE_METRICS).map(([name, { about, settings }]) => {
    const names = Object.keys(settings);
    return `  ${name.padEnd(18)}${about}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  });
  const squad = Object.entries(SQUAD_METRICS).map(([name, about]) => `  ${name.padEnd(18)}${about}`);
  return `
Metrics, and what --set changes:
${[...lines, ...squad].join('\n')}

Example:
  $ oneday score bleu --refs reference.txt --hyps translation.txt
`;
}
