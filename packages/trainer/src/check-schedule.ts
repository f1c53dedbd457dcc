import { ConfigError, showValue, suggestName } from '@oneday/core';
import type { DecayShape, Schedule } from './schedule.ts';

/** The numbers that each kind must have, */
const NUMBERS: Readonly<Record<Schedule['kind'], readonly string[]>> = {
  constant: ['learningRate'],
  warmupCosine: ['peak', 'floor', 'warmupSteps', 'decaySteps'],
  warmupStableDecay: ['peak', 'floor', 'decayFraction'],
  triangle: ['start', 'peak', 'end', 'peakFraction'],
};
/** and what one of them has besides. */
const OTHERS: readonly string[] = ['decay', 'warmupSteps', 'warmupFraction'];
const DECAYS: readonly DecayShape[] = ['linear', 'cosine', 'oneMinusSqrt'];

/**
 * Checks a schedule that may come from plain JavaScript.
 * @throws ConfigError for an unknown kind or key, with the nearest known one, for what is missing, and for a number out
 *   of its range
 */
export function checkSchedule(schedule: Schedule): void {
  const { kind, ...fields } = schedule;
  const kinds = Object.keys(NUMBERS);
  if (!kinds.includes(kind)) {
    throw new ConfigError(`schedule: unknown kind ${showValue(kind)}; ${suggestName(String(kind), kinds)}`);
  }
  const known = kind === 'warmupStableDecay' ? [...NUMBERS[kind], ...OTHERS] : NUMBERS[kind];
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError(`schedule ${kind}: unknown key ${showValue(unknown)}; ${suggestName(unknown, known)}`);
  }
  const values: Readonly<Record<string, unknown>> = fields;
  for (const name of numbersOf(schedule)) checkNumber(kind, name, values[name]);
  if (kind === 'warmupStableDecay' && !DECAYS.includes(schedule.decay)) {
    const rule = `decay must be one of ${DECAYS.join(', ')}`;
    throw new ConfigError(`schedule ${kind}: ${rule}; got ${showValue(schedule.decay)}`);
  }
}

/** The numbers that this one must have. */
function numbersOf(schedule: Schedule): readonly string[] {
  const numbers = NUMBERS[schedule.kind];
  if (schedule.kind !== 'warmupStableDecay') return numbers;
  const { warmupSteps, warmupFraction } = schedule;
  if ((warmupSteps === undefined) === (warmupFraction === undefined)) {
    throw new ConfigError(`schedule ${schedule.kind}: one of warmupSteps and warmupFraction is needed, not both`);
  }
  return [...numbers, warmupSteps === undefined ? 'warmupFraction' : 'warmupSteps'];
}

function checkNumber(kind: string, name: string, value: unknown): void {
  const isFraction = name.endsWith('Fraction');
  const isAboveZero = name === 'peakFraction';
  const isNumber = typeof value === 'number' && (isAboveZero ? value > 0 : value >= 0);
  if (isNumber && (!isFraction || value <= 1)) return;
  const rule = isFraction ? `a share of the run, in ${isAboveZero ? '(' : '['}0, 1]` : 'at least 0';
  throw new ConfigError(`schedule ${kind}: ${name} must be ${rule}; got ${showValue(value)}`);
}
