import { InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import type { FinishedEvent, StepEvent, TrainEvent } from './events.ts';
import { journalLine, readReplay } from './journal.ts';

const time = new Date(0);
const started = (stepsBefore: number): TrainEvent => ({
  kind: 'started', backend: 'cpu', device: 'a CPU', precision: 'f32', seed: 1, budgetSeconds: 60, stepsBefore,
  parameterCount: 56, compileSeconds: 0.5,
});
const stepped = (step: number, progress: number): StepEvent => ({
  kind: 'step', step, progress, loss: 3, accuracy: 0.1, learningRate: 1e-3, gradientNorm: 1, tokens: 16, applied: true,
  seconds: 0.01,
});
const finished: FinishedEvent = {
  kind: 'finished', step: 3, stopped: false, earlyStopped: false, skippedSteps: 0, spikes: 0, seconds: 60,
};
const linesOf = (...events: readonly TrainEvent[]) => events.map((event) => journalLine(event, time).trimEnd());

describe('a line of the journal', () => {
  it('is the event and the time, as JSON', () => {
    const line = journalLine(stepped(1, 1 / 3), time);
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({ ...stepped(1, 1 / 3), time: '1970-01-01T00:00:00.000Z' });
  });

  it('tells an error by its message, and what is not finite as null', () => {
    expect(journalLine({ kind: 'failed', step: 3, error: new InvalidInputError('no data') }, time))
      .toContain('"error":"InvalidInputError: no data"');
    expect(journalLine({ ...stepped(1, 0), gradientNorm: Infinity }, time)).toContain('"gradientNorm":null');
  });
});

describe('reading a journal for replay', () => {
  const read = (lines: readonly string[]) => readReplay(lines, 'events.jsonl');

  it('gives the progress of each step, bit for bit', async () => {
    const progress = [0.1 + 0.2, 1 / 3, Number.MIN_VALUE].sort();
    const lines = linesOf(started(0), ...progress.map((used, i) => stepped(i + 1, used)), finished);
    expect(await read(lines)).toEqual(progress);
  });

  it('takes steps that were taken again as they were taken last, and forgets those that were not', async () => {
    const lines = linesOf(
      started(0), stepped(1, 0.1), stepped(2, 0.2), stepped(3, 0.3), stepped(4, 0.4),
      started(1), stepped(2, 0.5), stepped(3, 0.9), finished,
    );
    expect(await read(lines)).toEqual([0.1, 0.5, 0.9]);
  });

  it('forgives a torn line at the end, and before the run that went on', async () => {
    const whole = linesOf(started(0), stepped(1, 0.1));
    const torn = linesOf(stepped(2, 0.2))[0]!;
    for (let length = 1; length < torn.length; length += 7) {
      expect(await read([...whole, torn.slice(0, length)])).toEqual([0.1]);
      const goneOn = [...whole, torn.slice(0, length), ...linesOf(started(1), stepped(2, 0.6))];
      expect(await read(goneOn)).toEqual([0.1, 0.6]);
    }
  });

  it('forgives several in a row, of a run that was killed again as it went on', async () => {
    const [before, after] = [linesOf(started(0), stepped(1, 0.1)), linesOf(started(1), stepped(2, 0.6))];
    const lines = [...before, '{"kind":"st', '{"kin', ...after];
    expect(await read(lines)).toEqual([0.1, 0.6]);
  });

  it('reads lines as they come', async () => {
    async function* lines() {
      yield* linesOf(started(0), stepped(1, 0.25));
    }
    expect(await readReplay(lines(), 'events.jsonl')).toEqual([0.25]);
  });

  it.each([
    ['nothing', [], 'events.jsonl: it has no steps to replay'],
    ['no steps', linesOf(started(0), finished), 'events.jsonl: it has no steps to replay'],
    ['a torn line in the middle', [...linesOf(started(0)), '{"kind":"st', ...linesOf(stepped(1, 0))],
      'events.jsonl, line 2: not valid JSON ('],
    ['a list', ['[]', ...linesOf(stepped(1, 0))], 'events.jsonl, line 1: an event must be a JSON object; got []'],
    ['a missing step', linesOf(started(0), stepped(1, 0), stepped(3, 0.1)),
      'events.jsonl, line 3: step 2 must follow; got 3'],
    ['a step without progress', ['{"kind":"step","step":1}'],
      'events.jsonl, line 1: progress must be in [0, 1]; got undefined'],
    ['a start after steps that are not there', linesOf(started(7)),
      'events.jsonl, line 1: stepsBefore must be in [0, 0], the steps told so far; got 7'],
    ['a line without end', ['x'.repeat(100_001), ...linesOf(stepped(1, 0))],
      'events.jsonl, line 1: JSON of at most 100000 characters expected; got 100001'],
  ])('refuses %s', async (_, lines, message) => {
    await expect(read(lines)).rejects.toThrow(InvalidInputError);
    await expect(read(lines)).rejects.toThrow(message);
  });
});
