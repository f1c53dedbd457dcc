import { fixedNumber } from './axis.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** Scores of one measure side by side; less is better. */
export interface Comparison {
  /** What was measured, with its unit: `Bits per byte of held-out text`. */
  readonly measure: string;
  /** What it was measured on. */
  readonly note?: string;
  /** The score of the run's own model. */
  readonly model: number;
  /** What it is compared with. */
  readonly baselines: readonly { readonly name: string; readonly score: number }[];
}

const BAR_WIDTH = 220;

/** The scores as a table: the model first, with its share of each baseline's score, and a bar for each. */
export function comparisonTable({ measure, note, model, baselines }: Comparison): Html {
  const most = Math.max(model, ...baselines.map(({ score }) => score));
  const row = (name: string, score: number, share: string, own?: Html) => html`
<tr${own}><th scope="row">${name}</th><td>${fixedNumber(score, 3)}</td><td>${share}</td>
<td class="bar"><svg width="${BAR_WIDTH}" height="12" aria-hidden="true"><rect height="12" rx="2"
 width="${Number.isFinite(score) ? Math.max(1, Math.round((BAR_WIDTH * score) / most)) : 0}"/></svg></td></tr>`;
  return html`<h2>${measure}</h2>${note === undefined ? undefined : html`<p>${note}</p>`}
<div class="scroll"><table>
<thead><tr><th scope="col"></th><th scope="col">score</th><th scope="col">model ÷ it</th><th></th></tr></thead>
<tbody>${row('this model', model, '', html` class="own"`)}
${baselines.map(({ name, score }) => row(name, score, `${fixedNumber(model / score, 2)}×`))}</tbody>
</table></div>`;
}
