/** The runs that a device has not finished yet. */
import { OnedayError } from '@oneday/core';
import type { PjrtClient } from './pjrt/client.ts';

/**
 * A host that enqueues faster than the device computes would fill memory with inputs; from here on, a run first waits
 * for the oldest one.
 */
const MOST_WAITING = 256;

interface WaitingRun {
  readonly program: string;
  readonly event: bigint;
}

/** Events of enqueued runs, oldest first. What fails on the device shows at the next call. */
export class RunQueue {
  private readonly client: PjrtClient;
  private readonly runs: WaitingRun[] = [];
  private failure: OnedayError | undefined;

  constructor(client: PjrtClient) {
    this.client = client;
  }

  /** Notes a run that was enqueued. */
  add(program: string, event: bigint): void {
    this.runs.push({ program, event });
  }

  /** Lets go of runs that are over. @throws OnedayError when one of them failed, now and from then on */
  collect(): void {
    while (this.runs.length > 0 && (this.runs.length > MOST_WAITING || this.client.isReady(this.runs[0]!.event))) {
      this.finish(this.runs.shift()!);
    }
    if (this.failure !== undefined) throw this.failure;
  }

  /** Waits until all is done. */
  async drain(): Promise<void> {
    const runs = this.runs.splice(0);
    for (const { program, event } of runs) {
      await this.client.wait(program, event).catch((error: unknown) => this.fail(program, error));
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private finish({ program, event }: WaitingRun): void {
    try {
      this.client.waitHere(program, event);
    } catch (error) {
      this.fail(program, error);
    }
  }

  private fail(program: string, cause: unknown): void {
    const { message } = cause as Error;
    this.failure ??= new OnedayError(`program ${program} failed on the device: ${message}`, { cause });
  }
}
