import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatMilliseconds, formatSeconds } from './format.ts';

it.each([
  [0.04, '0.0 s'], [9.94, '9.9 s'], [9.96, '10 s'], [59.4, '59 s'], [59.6, '1 min 00 s'], [65, '1 min 05 s'],
  [3599.6, '1 h 00 min'], [7620, '2 h 07 min'],
])('formatSeconds(%s) is %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

it.each([
  [0, '0 bytes'], [999, '999 bytes'], [1000, '1.0 kB'], [3_219_696, '3.2 MB'], [25_276_514_304, '25.3 GB'],
])('formatBytes(%s) is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it('milliseconds have one decimal, counts their thousands apart', () => {
  expect([formatMilliseconds(0.03419), formatCount(1003854)]).toEqual(['34.2 ms', '1,003,854']);
});
