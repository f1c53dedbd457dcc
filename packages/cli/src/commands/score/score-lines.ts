import { InvalidInputError } from '@oneday/core';
import type { Json } from '@oneday/core';
import { bootstrap, BOOTSTRAP_GENERATOR, pairedBootstrap } from '@oneday/evaluator';
import type { BootstrapInterval } from '@oneday/evaluator';
import type { LineMetric, OpenLineMetric, Score } from './line-metric.ts';
import { AlignedLines } from './lines.ts';
import type { Settings } from './settings.ts';

/** Most lines of which each has to be held, to be drawn again. */
const MAX_RESAMPLED_LINES = 200_000;

/** Which files are scored, and how sure one wants to be. */
export interface LineScoring {
  readonly hypotheses: string;
  readonly references: readonly string[];
  readonly settings: Settings;
  /** Draws for a confidence interval. */
  readonly resamples?: number | undefined;
  readonly seed: number;
  /** Hypotheses of another system, to compare with. */
  readonly baseline?: string | undefined;
}

/** Scores files line by line, in constant memory unless lines have to be drawn again. */
export async function scoreLines(name: string, line: LineMetric, scoring: LineScoring): Promise<Score> {
  // The types of a metric's parts belong together, and only it looks at them.
  const open = line.open(scoring.settings) as OpenLineMetric<unknown, Json, unknown>;
  if (scoring.resamples === undefined && scoring.baseline === undefined) return scoreInPassing(open, scoring);
  const states = await statesByLine(name, open, scoring, scoring.hypotheses);
  const { metric } = open;
  const by = { metric: metric as never, score: (result: unknown) => open.score(result).score };
  const { seed, resamples = 1000 } = scoring;
  const result = open.score(metric.result(states.reduce((sum, state) => metric.merge(sum, state))));
  const draws = { generator: BOOTSTRAP_GENERATOR, seed, resamples };
  if (scoring.baseline === undefined) {
    const interval = bootstrap(by, states, { seed, resamples });
    return withDetails(result, { bootstrap: { ...draws, ...interval } }, [intervalLine('score', interval)]);
  }
  const other = await statesByLine(name, open, scoring, scoring.baseline);
  const { pValue, ...systems } = pairedBootstrap(by, other, states, { seed, resamples });
  return withDetails(result, { bootstrap: { ...draws, ...systems, pValue } }, [
    intervalLine('score', systems.system), intervalLine('baseline', systems.baseline), `p = ${pValue.toFixed(4)}`,
  ]);
}

async function scoreInPassing(open: OpenLineMetric<unknown, Json, unknown>, scoring: LineScoring): Promise<Score> {
  const lines = new AlignedLines([scoring.hypotheses, ...scoring.references]);
  let state = open.metric.initial();
  for (let firstLine = 1; ;) {
    const [hypotheses, ...references] = await lines.next();
    if (hypotheses!.length === 0) return open.score(open.metric.result(state));
    const inputs = open.inputs({ firstLine, hypotheses: hypotheses!, references });
    for (const input of inputs) state = open.metric.update(state, input);
    firstLine += hypotheses!.length;
  }
}

async function statesByLine(
  name: string, { metric, inputs }: OpenLineMetric<unknown, Json, unknown>, scoring: LineScoring, path: string,
): Promise<Json[]> {
  const lines = new AlignedLines([path, ...scoring.references]);
  const states: Json[] = [];
  for (;;) {
    const [hypotheses, ...references] = await lines.next();
    if (hypotheses!.length === 0) break;
    if (states.length + hypotheses!.length > MAX_RESAMPLED_LINES) {
      throw new InvalidInputError(`score ${name}: at most ${MAX_RESAMPLED_LINES} lines can be resampled; got more`);
    }
    hypotheses!.forEach((hypothesis, i) => {
      const firstLine = states.length + 1;
      const batch = { firstLine, hypotheses: [hypothesis], references: references.map((file) => [file[i]!]) };
      states.push(inputs(batch).reduce<Json>((state, input) => metric.update(state, input), metric.initial()));
    });
  }
  if (states.length === 0) throw new InvalidInputError(`score ${name}: no lines were scored, so there is no score`);
  return states;
}

function withDetails(score: Score, details: object, lines: readonly string[]): Score {
  return { score: score.score, details: { ...score.details, ...details }, lines: [...score.lines, ...lines] };
}

function intervalLine(name: string, { score, mean, halfWidth }: BootstrapInterval): string {
  return `${name} ${score.toFixed(4)}, 95 % of draws within ${mean.toFixed(4)} ± ${halfWidth.toFixed(4)}`;
}
