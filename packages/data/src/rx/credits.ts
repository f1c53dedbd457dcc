/** Milliseconds without a result after which more is let into operators, which may have dropped what they got. */
const PATIENCE_MS = 250;

/** Milliseconds of pushing after which timers get their turn: promises alone would keep them waiting for ever. */
const TURN_MS = 8;

/**
 * How many items may be inside operators at once. Operators do not tell what they drop and what they still work on, so
 * it is judged by when results come:
 *
 * - Until a first result, and once one came outside of a push (so the operators wait for something): at most `credits`
 *   items more are inside than came out. When a quarter of a second passes without a result, the bound doubles until
 *   the next one, so that operators which drop or collect many items do not stand still for ever.
 * - Operators that have only given results during a push do not wait for anything: what gave none was dropped or
 *   collected, and is not inside. Should a result come later after all, they count as waiting from then on.
 */
export class Credits {
  readonly #credits: number;
  #allowed: number;
  #inside = 0;
  #pushing = false;
  #pushed = false;
  #waits: boolean | undefined;
  #wake: (() => void) | undefined;
  #lastTurn = performance.now();

  constructor(credits: number) {
    this.#credits = credits;
    this.#allowed = credits;
  }

  /** Counts one item in, while `push` hands it to the operators. */
  spend(push: () => void): void {
    this.#inside += 1;
    this.#pushing = true;
    this.#pushed = true;
    try {
      push();
    } finally {
      this.#pushing = false;
    }
    if (this.#waits === false) this.#inside = 0;
  }

  /** Counts one result out. */
  give(): void {
    this.#inside = Math.max(0, this.#inside - 1);
    this.#allowed = this.#credits;
    // What comes before the first item, as by `startWith`, says nothing.
    if (this.#pushed) this.#waits = !this.#pushing || this.#waits === true;
    this.#wake?.();
  }

  /** The operators are done: nobody needs to wait any longer. */
  end(): void {
    this.#wake?.();
  }

  /** True when one more item may go in without waiting. */
  get left(): boolean {
    return this.#inside < this.#allowed;
  }

  /** Waits until a result came or one more item may go in. */
  async available(): Promise<void> {
    if (this.left) {
      if (performance.now() - this.#lastTurn > TURN_MS) {
        await new Promise((resolve) => setTimeout(resolve));
        this.#lastTurn = performance.now();
      }
      return;
    }
    const came = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    this.#wake = undefined;
    if (!came) this.#allowed *= 2;
  }

  /** Waits for a result or the end, however long it takes. */
  async result(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
