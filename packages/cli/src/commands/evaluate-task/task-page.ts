import { worstMistakes } from '@oneday/evaluator';
import type { TaskResult, TaskSample } from '@oneday/evaluator';
import { html } from '../../report/html.ts';
import type { Html } from '../../report/html.ts';
import { page } from '../../report/page.ts';

/** Mistakes on the page. */
const MISTAKES = 50;
/** Longest text of one, in UTF-16 units. */
const MAX_TEXT = 4000;

/**
 * The result of a task as one HTML page that stands alone, without script: scores, which choice was taken for which,
 * and the worst mistakes. Whatever the documents hold is shown as text.
 */
export function taskPage(result: TaskResult): string {
  const { task, version, documents, fewShot, metrics, confusion } = result;
  const worst = worstMistakes(result, MISTAKES);
  const wrong = result.samples.filter(({ isRight }) => !isRight).length;
  return page(task, html`
<p class="state">Version ${version}, ${documents} documents, ${fewShot} examples before each question</p>
<div class="scroll"><table>
<thead><tr><th scope="col">metric</th><th scope="col">score</th><th scope="col">standard error</th></tr></thead>
<tbody>${Object.entries(metrics).map(([name, { value, standardError }]) => html`
<tr><th scope="row">${name}</th><td>${value.toFixed(4)}</td><td>${standardError.toFixed(4)}</td></tr>`)}</tbody>
</table></div>
${confusion === undefined ? undefined : html`<h2>Confusion matrix</h2><p>Rows are right, columns were taken.</p>
<div class="scroll"><table>
<thead><tr><th></th>${confusion.labels.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${confusion.counts.map((row, i) => html`
<tr><th scope="row">${confusion.labels[i]}</th>${row.map((count) => html`<td>${count}</td>`)}</tr>`)}</tbody>
</table></div>`}
${worst.length === 0 ? undefined : html`<h2>Worst</h2><p>${worst.length} of ${wrong}</p>${worst.map(mistake)}`}`);
}

function mistake({ index, prompt, expected, answer }: TaskSample): Html {
  return html`<figure class="sample"><figcaption>document ${index}</figcaption>
<pre dir="auto">${cut(prompt)}
<b>expected</b> ${cut(expected)}
<b>answer</b> ${cut(answer)}</pre></figure>`;
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}
