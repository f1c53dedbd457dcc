import type { Json } from '@oneday/core';
import { comparisonTable } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { evaluationTable, stepTable } from './number-tables.ts';
import { page } from './page.ts';
import { lossChart, runSeries, smallCharts } from './run-charts.ts';
import { factsOf, stateOf } from './run-facts.ts';
import type { RunHistory } from './run-history.ts';

/** Longest sample and configuration shown, in UTF-16 units. */
const MAX_TEXT = 100_000;

/** Text that the model wrote. */
export interface Sample {
  /** What it was given; shown apart from what follows. */
  readonly prompt: string;
  readonly text: string;
  /** How it was drawn, e.g. `temperature 0.8, seed 1`. */
  readonly note?: string;
}

/** What a report is made of. */
export interface RunReport {
  readonly title: string;
  readonly history: RunHistory;
  /** Scores beside those of baselines. */
  readonly comparisons?: readonly Comparison[];
  readonly samples?: readonly Sample[];
  /** What `config.json` says. */
  readonly config?: Json;
}

/**
 * A run as one HTML page that stands alone. Whatever the samples and the configuration hold is shown as text. Long runs
 * are thinned, so that the page stays under a megabyte.
 */
export function renderReport({ title, history, comparisons = [], samples = [], config }: RunReport): string {
  const series = history.steps.step.length > 0 ? runSeries(history) : undefined;
  return page(title, html`
${stateOf(history)}
${factsOf(history, series)}
${series ? lossChart(series) : html`<p class="empty">No step was recorded.</p>`}
${comparisons.map(comparisonTable)}
${series && html`<div class="small">${smallCharts(series)}</div>`}
${samples.length > 0 ? html`<h2>${samples.length > 1 ? 'Samples' : 'Sample'}</h2>${samples.map(sampleOf)}` : undefined}
${history.evaluations.length > 0 ? evaluationTable(history.evaluations) : undefined}
${series && stepTable(series)}
${config === undefined ? undefined : html`<details><summary>Configuration</summary>
<pre>${cut(JSON.stringify(config, null, 2))}</pre></details>`}`);
}

function sampleOf({ prompt, text, note }: Sample): Html {
  const caption = note === undefined ? undefined : html`<figcaption>${note}</figcaption>`;
  return html`<figure class="sample">${caption}<pre dir="auto"><b>${cut(prompt)}</b>${cut(text)}</pre></figure>`;
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}\n… and ${text.length - MAX_TEXT} more characters`;
}
