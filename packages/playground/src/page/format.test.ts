import { describe, expect, it } from 'vitest';
import { ticksOf } from './axis.ts';
import { formatBytes, formatDuration, formatRate } from './format.ts';

describe('numbers on the page', () => {
  it.each([[0.44, '0.4 s'], [12.2, '12 s'], [59.7, '1 min 00 s'], [65, '1 min 05 s'], [7620, '2 h 07 min']])(
    '%d s is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text),
  );

  it.each([[0.0123, '0.012'], [8.26, '8.3'], [832.4, '832'], [12_345, '12.3k'], [999_999, '1000k']])(
    'the rate %d is %s', (rate, text) => expect(formatRate(rate)).toBe(text),
  );

  it.each([[677, '677 bytes'], [7400, '7.4 kB'], [1_115_394, '1.1 MB']])(
    '%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text),
  );
});

describe('the ticks of an axis', () => {
  it('are round numbers inside it, without the trail of rounding errors', () => {
    expect(ticksOf(2.93, 4.08, 5)).toEqual([3, 3.5, 4]);
    expect(ticksOf(0, 0.32, 3)).toEqual([0, 0.2]);
    expect(ticksOf(0, 500, 5)).toEqual([0, 100, 200, 300, 400, 500]);
  });
});
