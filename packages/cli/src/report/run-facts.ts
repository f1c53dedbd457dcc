import { formatCount, formatSeconds } from '../format.ts';
import { shortNumber } from './axis.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { RunSeries } from './run-charts.ts';
import type { RunHistory } from './run-history.ts';

/** One line: how the run ended, or how far it is. */
export function stateOf({ started, steps, end, spikes }: RunHistory): Html {
  const last = steps.step.at(-1) ?? 0;
  const planned = started?.['steps'];
  const of = typeof planned === 'number' && planned > last ? ` of ${formatCount(planned)}` : '';
  const done = `${formatCount(last)}${of} ${last === 1 && of === '' ? 'step' : 'steps'}`;
  const time = typeof end?.['seconds'] === 'number' ? ` in ${formatSeconds(end['seconds'])}` : '';
  const skipped = Number(end?.['skippedSteps'] ?? 0);
  const notes = [
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped, because a gradient was not finite`] : []),
    ...spikes.slice(-1).map((last) => `spikes: ${spikes.length}, the last at step ${formatCount(last.step)}`),
  ];
  const after = notes.map((note) => `; ${note}`).join('');
  if (end === undefined) return html`<p class="state">Not finished: ${done} so far${after}.</p>`;
  if (end['kind'] === 'failed') {
    return html`<p class="state failed">Failed after ${done}${after}. ${end['error'] as string}</p>`;
  }
  const verb = end['stopped'] === true ? 'Stopped' : end['earlyStopped'] === true ? 'Stopped early' : 'Finished';
  return html`<p class="state">${verb} after ${done}${time}${after}.</p>`;
}

/** What ran on what, and the numbers it came to. */
export function factsOf({ started, steps }: RunHistory, series: RunSeries | undefined): Html {
  const tokens = steps.tokens.reduce((sum, count) => sum + (Number.isFinite(count) ? count : 0), 0);
  const speed = series && tokens / series.elapsed.at(-1)!;
  const parameters = started?.['parameterCount'];
  const facts: readonly (readonly [string, unknown])[] = [
    ['Parameters', typeof parameters === 'number' ? formatCount(parameters) : undefined],
    ['Backend', started?.['backend']],
    ['Device', started?.['device']],
    ['Precision', started?.['precision']],
    ['Seed', started?.['seed']],
    ['Tokens trained on', tokens > 0 ? formatCount(tokens) : undefined],
    ['Speed', speed && Number.isFinite(speed) ? `${shortNumber(speed)} tokens/s` : undefined],
    ['Training loss', series && `${shortNumber(series.smoothLoss.at(-1)!)} nats per token`],
    ['Validation loss', series?.validationLoss.length
      ? `${shortNumber(series.validationLoss.at(-1)![1])} nats per token` : undefined],
  ];
  const known = facts.filter(([, value]) => value !== undefined && value !== null);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${String(value)}</dd></div>`)}</dl>`;
}
