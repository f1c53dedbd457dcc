const SLICE_MILLISECONDS = 100;

/** Cuts long work into slices, between which timers and input get their turn, and a signal can end it. */
export class TimeSlice {
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: () => void;
  #started = performance.now();

  /**
   * @param signal ends the work with its reason
   * @param onEnd called at the end of each slice
   */
  constructor(signal: AbortSignal | undefined, onEnd: () => void) {
    this.#signal = signal;
    this.#onEnd = onEnd;
  }

  /** True when it is time to call `next`. */
  isOver(): boolean {
    return performance.now() - this.#started > SLICE_MILLISECONDS;
  }

  /** Resolves in a new turn of the event loop. Rejects with the signal's reason when that has fired. */
  async next(): Promise<void> {
    this.#onEnd();
    await new Promise((resolve) => setTimeout(resolve));
    this.#signal?.throwIfAborted();
    this.#started = performance.now();
  }
}
