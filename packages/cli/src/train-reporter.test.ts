import type { StepEvent, TrainEvent } from '@oneday/trainer';
import { describe, expect, it } from 'vitest';
import { trainReporter } from './train-reporter.ts';

const CLEAR_LINE = '\r\u001b[K';

function outputTo(stream: { readonly isTTY?: boolean }) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  return { written, stream: { ...stream, columns: 120, write }, line: (text: string) => void write(`${text}\n`) };
}

const started: TrainEvent = {
  kind: 'started', parameterCount: 1000, backend: 'cpu', device: 'one thread', precision: 'f32', seed: 1, steps: 100,
  stepsBefore: 0, compileSeconds: 0,
};

function stepEvent(step: number): StepEvent {
  return {
    kind: 'step', step, progress: (step - 1) / 100, loss: 2, accuracy: 0.5, learningRate: 0.001, gradientNorm: 1,
    tokens: 10, applied: true, seconds: 0.1,
  };
}

describe('trainReporter', () => {
  it('takes the bar of a terminal away for a line of its own', () => {
    const { written, ...output } = outputTo({ isTTY: true });
    const reporter = trainReporter(output);
    reporter.report(started);
    reporter.report(stepEvent(1));
    reporter.say('interrupted');
    expect(written.at(-3)).toContain('step   1/100  loss 2.0000');
    expect(written.slice(-2)).toEqual([CLEAR_LINE, 'interrupted\n']);
  });

  it('writes a line for each twentieth of the run into a log, and no bar', () => {
    const { written, ...output } = outputTo({});
    const reporter = trainReporter(output);
    reporter.report(started);
    for (let step = 1; step <= 100; step += 1) reporter.report(stepEvent(step));
    expect(written).toHaveLength(1 + 1 + 20);
    expect(written.at(-1)).toContain('step 100/100  loss 2.0000');
    expect(written.join('')).not.toContain(CLEAR_LINE);
  });
});
