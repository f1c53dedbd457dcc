import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { fileError } from '@oneday/checkpoint/node';
import { showValue } from '@oneday/core';
import { journalLine } from '@oneday/trainer';
import type { TrainEvent } from '@oneday/trainer';

const LINE_FEED = 0x0a;

/** `events.jsonl` of a run: its events, one a line, written as they come. Once it cannot be written, it stays so. */
export class RunJournal implements Disposable {
  private readonly what: string;
  private readonly file: number;
  private byteLength: number;
  private failure: Error | undefined;

  private constructor(what: string, file: number) {
    this.what = what;
    this.file = file;
    this.byteLength = fstatSync(file).size;
  }

  /**
   * Opens a journal to go on with it. A line that a killed run has torn is ended, so that the next begins anew.
   * @throws InvalidInputError when it cannot be written, DiskFullError
   */
  static open(path: string): RunJournal {
    const what = `journal ${showValue(path)}`;
    try {
      const journal = new RunJournal(what, openSync(path, 'a+'));
      const last = new Uint8Array([LINE_FEED]);
      if (journal.byteLength > 0) readSync(journal.file, last, 0, 1, journal.byteLength - 1);
      if (last[0] !== LINE_FEED) journal.append('\n');
      return journal;
    } catch (cause) {
      throw fileError(what, cause);
    }
  }

  /**
   * Adds an event, whole or not at all, so that a run that dies has told what it did.
   * @throws DiskFullError, the first one again at each later call
   */
  add(event: TrainEvent): void {
    this.append(journalLine(event, new Date()));
  }

  /**
   * Returns when all events are on the disk.
   * @throws DiskFullError, that of `add` too, so that nothing builds on a journal with gaps
   */
  sync(): void {
    this.guarded(() => fdatasyncSync(this.file));
  }

  [Symbol.dispose](): void {
    closeSync(this.file);
  }

  private append(text: string): void {
    const line = Buffer.from(text);
    this.guarded(() => {
      try {
        // A disk that is nearly full takes a part of it first, and says so at the next attempt.
        for (let written = 0; written < line.length;) written += writeSync(this.file, line, written);
      } catch (cause) {
        this.takeBack();
        throw cause;
      }
    });
    this.byteLength += line.length;
  }

  /** Takes away what there is of a line that did not fit; where that fails too, readers skip it as torn. */
  private takeBack(): void {
    try {
      ftruncateSync(this.file, this.byteLength);
    } catch {
      // The write's own error says more.
    }
  }

  private guarded(operation: () => void): void {
    if (this.failure !== undefined) throw this.failure;
    try {
      operation();
    } catch (cause) {
      this.failure = fileError(this.what, cause) as Error;
      throw this.failure;
    }
  }
}
