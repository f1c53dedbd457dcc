import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskFullError, InvalidInputError } from '@oneday/core';
import type { TrainEvent } from '@oneday/trainer';
import { afterAll, describe, expect, it } from 'vitest';
import { RunJournal } from './run-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const saved = (step: number): TrainEvent => ({ kind: 'saved', step, seconds: 0.5 });

/** The steps of the lines of a journal; NaN for one that is torn. */
function stepsIn(path: string): number[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => {
    try {
      return (JSON.parse(line) as { step: number }).step;
    } catch {
      return NaN;
    }
  });
}

describe('RunJournal', () => {
  it('has an event on its line as soon as it is added, and goes on with what is there', () => {
    const path = join(folder, 'two.jsonl');
    for (const step of [1, 2]) {
      using journal = RunJournal.open(path);
      journal.add(saved(step));
      expect(stepsIn(path).at(-1)).toBe(step);
      journal.sync();
    }
    expect(stepsIn(path)).toEqual([1, 2]);
  });

  it('begins a new line after one that a killed run has torn', () => {
    const path = join(folder, 'torn.jsonl');
    for (const step of [1, 2]) {
      using journal = RunJournal.open(path);
      journal.add(saved(step));
      appendFileSync(path, '{"kind":"sa');
    }
    expect(stepsIn(path)).toEqual([1, NaN, 2, NaN]);
  });

  it.runIf(existsSync('/dev/full'))('fails with one line where the disk is full, and from then on', () => {
    const path = join(folder, 'full.jsonl');
    symlinkSync('/dev/full', path);
    using journal = RunJournal.open(path);
    const line = `journal ${JSON.stringify(path)}: the disk is full; what was there before is whole; free some space`;
    expect(() => journal.add(saved(1))).toThrow(new DiskFullError(line));
    expect(() => journal.sync()).toThrow(line);
  });

  it('is a file', () => {
    mkdirSync(join(folder, 'events.jsonl'));
    expect(() => RunJournal.open(join(folder, 'events.jsonl'))).toThrow(InvalidInputError);
    expect(() => RunJournal.open(join(folder, 'none', 'events.jsonl'))).toThrow(/there is no such file or folder$/);
  });
});
