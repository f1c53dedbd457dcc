import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { StartedEvent, StepEvent, TrainEvent } from '@oneday/trainer';
import { renderReport } from './report.ts';
import { runHistory } from './run-history.ts';
import { writeReport } from './write-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const started: StartedEvent = {
  kind: 'started', backend: 'cpu', device: 'WebAssembly SIMD, 2 threads', precision: 'f32', seed: 1, steps: 2000,
  stepsBefore: 0, parameterCount: 804_096, compileSeconds: 0.1,
};
const stepEvent = (step: number, loss: number): StepEvent => ({
  kind: 'step', step, progress: 0, loss, accuracy: 0.5, learningRate: 1e-3 / step, gradientNorm: 1 + 1 / step,
  tokens: 768, applied: true, seconds: 0.05,
});
const finished = (step: number): TrainEvent => ({
  kind: 'finished', step, stopped: false, earlyStopped: false, skippedSteps: 0, spikes: 0, seconds: 100,
});

/** A run whose loss falls from 4 and noise, with an evaluation at every hundredth step. */
function eventsOf(steps: number): TrainEvent[] {
  const events: TrainEvent[] = [{ ...started, steps }];
  for (let step = 1; step <= steps; step++) {
    events.push(stepEvent(step, 2 + 2 / step + 0.1 * Math.sin(12.9898 * step)));
    if (step % 100 === 0) {
      const evaluation = { valLoss: 2.1 + 2 / step, bitsPerByte: 3, valAccuracy: 0.4 };
      events.push({ kind: 'evaluated', step, evaluation, seconds: 1 });
    }
  }
  return [...events, finished(steps)];
}

const pageOf = (events: readonly TrainEvent[], title = 'run') => renderReport({ title, history: runHistory(events) });

describe('a report', () => {
  const page = renderReport({
    title: 'char-gpt on a text',
    history: runHistory(eventsOf(300)),
    comparisons: [{
      measure: 'Bits per byte of held-out text',
      note: '1,001,676 bytes',
      model: 2.5,
      baselines: [{ name: 'byte unigram', score: 5 }, { name: 'gzip -9', score: 2 }],
    }],
    samples: [{ prompt: 'Once', text: ' upon a time', note: 'temperature 0.8' }],
    config: { recipe: { kind: 'char-gpt' } },
  });

  it('says what ran, on what, and how it ended', () => {
    expect(page).toContain('<title>char-gpt on a text</title>');
    expect(page).toContain('Finished after 300 steps in 1 min 40 s.');
    for (const fact of ['804,096', 'WebAssembly SIMD, 2 threads', 'f32', '230,400', '15,360 tokens/s']) {
      expect(page).toContain(`<dd>${fact}</dd>`);
    }
  });

  it('draws loss, learning rate, gradient norm and speed, each described in words', () => {
    expect(page.match(/role="img"\s+aria-label="[^"]{20,}"/g)).toHaveLength(4);
    const titles = ['Loss, nats per token', 'Learning rate', 'Gradient norm, before clipping', 'Tokens per second'];
    for (const title of titles) expect(page).toContain(`<b>${title}</b>`);
    expect(page.match(/<circle class="dots"/g)).toHaveLength(3);
    expect(page).toContain('step 300: loss 2.105, smoothed 2.045, validation 2.107, after 15 s');
    expect(page).not.toContain('NaN');
    expect(page).not.toContain('undefined');
  });

  it('has the scores beside the baselines, with the ratio', () => {
    const cells = '<td>([^<]*)</td><td>([^<]*)</td>';
    const row = (name: string) => new RegExp(`<th scope="row">${name}</th>${cells}`).exec(page);
    expect(row('this model')!.slice(1)).toEqual(['2.500', '']);
    expect(row('byte unigram')!.slice(1)).toEqual(['5.000', '0.50×']);
    expect(row('gzip -9')!.slice(1)).toEqual(['2.000', '1.25×']);
  });

  it('has the numbers as tables, a sample and the configuration', () => {
    expect(page).toContain('<tr><th scope="row">300</th><td>2.1067</td><td>3.0000</td><td>0.4000</td></tr>');
    expect(page).toContain('<b>Once</b> upon a time</pre>');
    expect(page).toContain('&quot;kind&quot;: &quot;char-gpt&quot;');
  });

  it('needs nothing from outside: no script, no address', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|https?:|url\((?!#)/);
    expect(page).toContain('content="default-src &#39;none&#39;; style-src');
  });
});

describe('a report of hostile text', () => {
  const hostile = '</pre></title><script>alert(1)</script><img src=x onerror="a()">\'&amp;\0\u001b[31m';

  it('shows it as text wherever it comes from', () => {
    const page = renderReport({
      title: hostile,
      history: runHistory([
        { ...started, device: hostile }, stepEvent(1, 2),
        { kind: 'evaluated', step: 1, evaluation: { [hostile]: 1 }, seconds: 1 },
        { kind: 'failed', step: 1, error: new Error(hostile) },
      ]),
      comparisons: [{ measure: hostile, note: hostile, model: 1, baselines: [{ name: hostile, score: 1 }] }],
      samples: [{ prompt: hostile, text: hostile, note: hostile }],
      config: { [hostile]: hostile },
    });
    expect(page).not.toMatch(/<script|<img/);
    expect(page).not.toContain('\0');
    expect(page).not.toContain('\u001b');
    expect(page.match(/<\/title>/g)).toHaveLength(1);
    expect(page.match(/&lt;script&gt;/g)!.length).toBeGreaterThanOrEqual(12);
    expect(page).toContain('&#39;&amp;amp;\ufffd');
  });

  it('cuts what is endless', () => {
    const samples = [{ prompt: '', text: 'x'.repeat(5_000_000) }];
    const page = renderReport({ title: '', history: runHistory([]), samples });
    expect(page.length).toBeLessThan(200_000);
    expect(page).toContain('… and 4900000 more characters');
  });
});

describe('a report of few or many steps', () => {
  it('of none says so', () => {
    expect(pageOf([])).toContain('No step was recorded.');
    expect(pageOf([{ ...started }])).toContain('Not finished: 0 of 2,000 steps so far.');
    expect(pageOf([{ kind: 'failed', step: 0, error: new Error('no room') }])).toContain('Error: no room');
  });

  it('of one draws it as a dot', () => {
    const page = pageOf([{ ...started, steps: 1 }, stepEvent(1, 4)]);
    expect(page).toContain('Not finished: 1 step so far.');
    expect(page).toContain('<circle class="line"');
    expect(page).not.toMatch(/NaN|Infinity/);
  });

  it('of losses that are not finite leaves them out', () => {
    expect(pageOf([started, stepEvent(1, NaN), stepEvent(2, 3), stepEvent(3, NaN)])).not.toMatch(/NaN|Infinity/);
    expect(pageOf([started, stepEvent(1, NaN)])).not.toMatch(/NaN|Infinity/);
  });

  it('of 100,000 stays under a megabyte and still shows a single spike', () => {
    const events = eventsOf(100_000);
    const page = pageOf(events);
    expect(page.length).toBeLessThan(1_000_000);
    const noise = (text: string) => /<path class="curve noise" d="([^"]*)"/.exec(text)![1];
    const spike = events.findIndex((event) => event.kind === 'step' && event.step === 60_123);
    events[spike] = stepEvent(60_123, 3.9);
    expect(noise(pageOf(events))).not.toBe(noise(page));
  });
});

describe('writeReport', () => {
  const line = (event: object) => `${JSON.stringify(event)}\n`;

  it('reads a journal with torn lines and a resumed run, and writes the page whole', async () => {
    const steps = [1, 2, 3, 4].map((step) => line(stepEvent(step, 5 - step)));
    const again = [3, 4].map((step) => line(stepEvent(step, 7)));
    const resumed = line({ ...started, stepsBefore: 2 });
    const lines = [line(started), ...steps, '{"kind":"step","st\n', resumed, ...again, line(finished(4))];
    writeFileSync(join(folder, 'events.jsonl'), lines.join(''));
    writeFileSync(join(folder, 'config.json'), '{"seed": 12345}');
    const path = await writeReport(folder, { title: 'resumed' });
    expect(path).toBe(join(folder, 'report.html'));
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'events.jsonl', 'report.html']);
    const page = readFileSync(path, 'utf8');
    expect(page).toContain('&quot;seed&quot;: 12345');
    expect(page).toContain('Finished after 4 of 2,000 steps');
    const rows = [...page.matchAll(/<tr><th scope="row">(\d)<\/th><td>([^<]*)<\/td>/g)].map((match) => match.slice(1));
    expect(rows).toEqual([['1', '4.0000'], ['2', '3.0000'], ['3', '7.0000'], ['4', '7.0000']]);
  });

  it('refuses a folder that is no run', async () => {
    await expect(writeReport(join(folder, 'none'), { title: '' })).rejects.toThrow(InvalidInputError);
  });
});
