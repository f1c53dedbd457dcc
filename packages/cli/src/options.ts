import { showValue } from '@oneday/core';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';

/** The options that every command with a device has. */
export interface DeviceOptions {
  /** Absent: the one that suits this machine. */
  readonly backend?: string;
  readonly threads?: number;
}

/** Adds `--backend` and `--threads`. */
export function addDeviceOptions(command: Command): Command {
  return command
    .option('--backend <name>', 'device to compute on (default: xla where it has an accelerator, else cpu)')
    .option('--threads <count>', 'threads of the cpu backend (default: all cores)', integer(1));
}

/** A parser for an integer of at least `least`. */
export function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be an integer of at least ${least}; got ${showValue(text)}.`);
  };
}

/** A parser for a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError(`It must be a number above 0; got ${showValue(text)}.`);
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A parser for a time such as `90s`, `2m` or `24h`, in seconds. */
export function duration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const seconds = Number(amount) * (SECONDS[unit ?? ''] ?? NaN);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError(`It must be a time above 0 in s, m or h, e.g. 2m; got ${showValue(text)}.`);
}

/** A parser for an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** A parser for a number of at least 0. */
export function nonNegativeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError(`It must be a number of at least 0; got ${showValue(text)}.`);
}

/** A parser for a share above 0 and up to 1. */
export function positiveShare(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1) return value;
  throw new InvalidArgumentError(`It must be above 0 and at most 1; got ${showValue(text)}.`);
}
