import { describe, expect, it } from 'vitest';
import { initialSettings } from '../settings.ts';
import type { Report, ResultReport } from '../training/messages.ts';
import { afterReport, idleState, progressOf, secondsLeft } from './run-state.ts';
import { statusLine } from './status-line.ts';

const settings = { ...initialSettings, steps: 100 };
const prepared: Report = { kind: 'prepared', vocabSize: 56, trainingTokens: 6658, validationTokens: 740 };
const started: Report = {
  kind: 'event',
  event: {
    kind: 'started', backend: 'webgpu', device: 'acme x1 through WebGPU', precision: 'f32', seed: 1, steps: 100,
    stepsBefore: 0, parameterCount: 104_256, compileSeconds: 0.7,
  },
};
const result: ResultReport = {
  kind: 'result', step: 100, stopped: false, seconds: 12, valLoss: 2.1764, bitsPerByte: 3.14, valAccuracy: 0.4,
  files: [],
};

function step(number: number, seconds: number): Report {
  const event = {
    kind: 'step', step: number, progress: (number - 1) / 100, loss: 3, accuracy: 0.2, learningRate: 1e-3,
    gradientNorm: 1, tokens: 384, applied: true, seconds,
  } as const;
  return { kind: 'event', event };
}

function after(...reports: readonly Report[]) {
  return reports.reduce(afterReport, { ...idleState(settings), phase: 'preparing' as const });
}

describe('the state of a run', () => {
  it.each([
    [[], 'preparing', 'Reading the text …'],
    [[prepared], 'compiling', 'Compiling for the processor: 6,658 characters to learn …'],
    [[prepared, started], 'training', 'Training on acme x1'],
    [[prepared, started, result], 'done', 'Done: 100 steps in 12 s. Held-out loss 2.176 nats, 3.14 bits per byte.'],
    [[prepared, started, { ...result, step: 7, stopped: true }], 'stopped',
      'Stopped: 7 steps in 12 s. Held-out loss 2.176 nats, 3.14 bits per byte.'],
    [[prepared, { kind: 'failed', message: 'webgpu: no adapter' } as const], 'failed', 'Failed: webgpu: no adapter'],
  ] as const)('follows from what was reported (%#): %s', (reports, phase, line) => {
    const state = after(...reports);
    expect(state.phase).toBe(phase);
    expect(statusLine(state)).toBe(line);
  });

  it('tells the time left by the steps but the first, which compiles', () => {
    expect(secondsLeft(after(prepared, started, step(1, 30)))).toBeUndefined();
    expect(secondsLeft(after(prepared, started, step(1, 30), step(2, 0.5)))).toBe(49);
  });

  it('has its progress by steps, or by the time of a budget', () => {
    expect(progressOf(after(prepared, started, step(40, 1)))).toBe(0.4);
    const byTime = { ...after(prepared, started, step(40, 1)), settings: { ...settings, recipe: 'bert-day' as const } };
    expect(progressOf(byTime)).toBe(0.39);
    expect(progressOf(after(prepared, started, result))).toBe(1);
  });

  it('stays as it is where a prompt is refused', () => {
    const done = after(prepared, started, result);
    expect(afterReport(done, { kind: 'refused', message: 'no' })).toBe(done);
  });
});
