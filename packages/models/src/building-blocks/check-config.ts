/** Rules that the configurations of all families keep, with one form of message. */
import { ConfigError, showValue, suggestName } from '@oneday/core';

/** `gpt: heads must be a divisor of width 16; got 3`. */
export function wrongSetting(model: string, name: string, rule: string, value: unknown): ConfigError {
  return new ConfigError(`${model}: ${name} must be ${rule}; got ${showValue(value)}`);
}

/** @throws ConfigError for a size that is no positive integer */
export function requireSizes(model: string, sizes: Readonly<Record<string, unknown>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isSafeInteger(size) || Number(size) < 1) throw wrongSetting(model, name, 'a positive integer', size);
  }
}

/** @throws ConfigError for a value that is none of `allowed` */
export function requireOneOf(model: string, name: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.includes(value as string)) throw wrongSetting(model, name, allowed.join(' or '), value);
}

/** @throws ConfigError for a switch that is neither true nor false */
export function requireSwitches(model: string, switches: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(switches)) {
    if (typeof value !== 'boolean') throw wrongSetting(model, name, 'true or false', value);
  }
}

/** @throws ConfigError for a key that is not known, with the nearest known one */
export function requireKnownKeys(model: string, config: object, known: Readonly<Record<string, true>>): void {
  for (const key of Object.keys(config)) {
    if (Object.hasOwn(known, key)) continue;
    throw new ConfigError(`${model}: unknown key ${showValue(key)}; ${suggestName(key, Object.keys(known))}`);
  }
}
