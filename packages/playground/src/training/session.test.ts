/** A session runs in Node as it does in the worker. */
import { readSafetensors } from '@oneday/checkpoint';
import { describe, expect, it } from 'vitest';
import { sampleText } from '../page/sample-text.ts';
import { initialSettings } from '../settings.ts';
import type { Settings } from '../settings.ts';
import type { Report, ResultReport, SamplePiece, TextSource } from './messages.ts';
import { TrainingSession } from './session.ts';

const text: TextSource = { name: 'sonnets', content: sampleText };
const settings: Settings = { ...initialSettings, device: 'cpu', steps: 10, minutes: 0.05 };

/** A session with all that it reports; `onReport` may act in the middle. */
function openSession(onReport: (report: Report) => void = () => {}) {
  const reports: Report[] = [];
  const session = new TrainingSession((report) => {
    reports.push(report);
    onReport(report);
  });
  return { session, reports };
}

function resultOf(reports: readonly Report[]): ResultReport {
  return reports.find((report) => report.kind === 'result')!;
}

function lastSample(reports: readonly Report[]): readonly SamplePiece[] {
  return reports.findLast((report) => report.kind === 'sample')!.pieces;
}

describe('a session', () => {
  it('reports what is prepared, each event, samples on the way, and the result with its files', async () => {
    const { session, reports } = openSession();
    await session.train(settings, text);
    const kinds = reports.map((report) => (report.kind === 'event' ? report.event.kind : report.kind));
    expect(kinds.slice(0, 3)).toEqual(['prepared', 'started', 'step']);
    expect(kinds.filter((kind) => kind === 'step')).toHaveLength(10);
    expect(kinds.indexOf('sample')).toBeLessThan(kinds.lastIndexOf('step'));
    expect(kinds.at(-1)).toBe('result');
    const { step, stopped, valLoss, bitsPerByte, files } = resultOf(reports);
    expect({ step, stopped }).toEqual({ step: 10, stopped: false });
    // The sonnets are ASCII: a byte is a token.
    expect(bitsPerByte).toBeCloseTo(valLoss / Math.LN2, 10);
    expect(files.map(({ name }) => name)).toEqual(['model.safetensors', 'tokenizer.json', 'events.jsonl']);
    const { tensors } = readSafetensors(files[0]!.content as Uint8Array);
    expect(tensors.get('tokens.weight')!.shape).toEqual([56, 64]);
  });

  it('lets the model go on from a prompt; what was asked last is written', async () => {
    const { session, reports } = openSession();
    await session.train(settings, text);
    await Promise.all([session.try('Shall I'), session.try('When I')]);
    expect(lastSample(reports)[0]).toEqual({ text: 'When I', look: 'given' });
    await expect(session.try('不')).rejects.toThrow('不');
  });

  it('ends after the step under way when it is stopped', async () => {
    const { session, reports } = openSession((report) => {
      if (report.kind === 'event' && report.event.kind === 'step' && report.event.step === 3) session.stop();
    });
    await session.train({ ...settings, steps: 1000 }, text);
    expect(resultOf(reports)).toMatchObject({ stopped: true });
    expect(resultOf(reports).step).toBeLessThan(6);
  });

  it('trains a BERT, which finds masked words of the held-out text, and those of a prompt', async () => {
    const { session, reports } = openSession();
    await session.train({ ...settings, recipe: 'bert-day' }, text);
    expect(resultOf(reports)).not.toHaveProperty('bitsPerByte');
    const found = lastSample(reports).filter(({ look }) => look === 'right' || look === 'wrong');
    expect(found.length).toBeGreaterThan(2);
    for (const { truth, text: word } of found.filter(({ look }) => look === 'wrong')) expect(truth).not.toBe(word);
    await session.try('And [MASK] love');
    expect(lastSample(reports).map(({ look }) => look)).toEqual(['given', 'written', 'given']);
    await expect(session.try('no mask')).rejects.toThrow('the text has no mask');
  });

  it('reads a file as UTF-8', async () => {
    const { session, reports } = openSession();
    await session.train(settings, { name: 'a.txt', content: new Blob(['中文字', 'abc\n'.repeat(400)]) });
    expect(reports[0]).toEqual({ kind: 'prepared', vocabSize: 7, trainingTokens: 1442, validationTokens: 161 });
  });
});
