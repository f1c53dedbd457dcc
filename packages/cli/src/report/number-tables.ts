import { formatCount, formatSeconds } from '../format.ts';
import { fixedNumber, shortNumber } from './axis.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { RunSeries } from './run-charts.ts';
import type { EvaluationPoint } from './run-history.ts';
import { bucketsOf } from './thin.ts';

/** Most rows of a table. */
const MOST_ROWS = 40;

/** Scores that evaluations are known to have, in words. */
const SCORE_NAMES: Readonly<Record<string, string>> = {
  valLoss: 'loss, nats per token',
  loss: 'loss, nats per token',
  bitsPerByte: 'bits per byte',
  valAccuracy: 'accuracy',
  accuracy: 'accuracy',
};

/** All scores of the evaluations; of many evaluations, some and the last. */
export function evaluationTable(evaluations: readonly EvaluationPoint[]): Html {
  const names = [...new Set(evaluations.flatMap(({ scores }) => Object.keys(scores)))];
  const rows = bucketsOf(evaluations.length, MOST_ROWS).map(([, end]) => {
    const { step, scores } = evaluations[end - 1]!;
    return [formatCount(step), ...names.map((name) => fixedNumber(scores[name] ?? NaN, 4))];
  });
  return table('Evaluations', ['step', ...names.map((name) => SCORE_NAMES[name] ?? name)], rows);
}

/** The numbers behind the charts; of many steps, some and the last. */
export function stepTable({ history: { steps }, smoothLoss, elapsed }: RunSeries): Html {
  const rows = bucketsOf(steps.step.length, MOST_ROWS).map(([, end]) => {
    const at = end - 1;
    return [
      formatCount(steps.step[at]!),
      fixedNumber(steps.loss[at]!, 4),
      fixedNumber(smoothLoss[at]!, 4),
      shortNumber(steps.learningRate[at]!),
      fixedNumber(steps.gradientNorm[at]!, 3),
      formatSeconds(elapsed[at]!),
    ];
  });
  return table('Steps', ['step', 'loss', 'smoothed', 'learning rate', 'gradient norm', 'time'], rows);
}

function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<details><summary>${caption}</summary><div class="scroll"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(([first, ...rest]) => html`
<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div></details>`;
}
