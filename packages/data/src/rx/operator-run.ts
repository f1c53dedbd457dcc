import { Subject } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import type { AnyOperator } from './operator-stage.ts';
import { Credits } from './credits.ts';

/** Where the items for the operators come from, one by one; undefined ends it. */
export type PullItem = () => Promise<unknown>;

/** One subscription to a chain of operators, driven by whoever asks for results. */
export class OperatorRun {
  readonly #input = new Subject<unknown>();
  readonly #results: unknown[] = [];
  readonly #credits: Credits;
  readonly #subscription: Subscription;
  #inputEnded = false;
  #ended = false;
  #failure: { readonly cause: unknown } | undefined;

  constructor(operators: readonly AnyOperator[], credits: number) {
    this.#credits = new Credits(credits);
    const output = operators.reduce<Observable<unknown>>((observable, operator) => operator(observable), this.#input);
    this.#subscription = output.subscribe({
      next: (result) => {
        this.#results.push(result);
        this.#credits.give();
      },
      error: (cause: unknown) => {
        this.#failure = { cause };
        this.#credits.end();
      },
      complete: () => {
        this.#ended = true;
        this.#credits.end();
      },
    });
  }

  /** Some results, at most `most`, or none at the end. Items are pulled only while there is no result. */
  async take(most: number, pull: PullItem): Promise<unknown[]> {
    while (this.#results.length === 0 && !this.#ended && this.#failure === undefined) {
      if (this.#inputEnded) {
        await this.#credits.result();
        continue;
      }
      await this.#credits.available();
      if (this.#idle()) await this.#push(await pull());
    }
    if (this.#results.length === 0 && this.#failure !== undefined) throw this.#failure.cause;
    return this.#results.splice(0, most);
  }

  /** True while only another item can bring a result. */
  #idle(): boolean {
    return this.#results.length === 0 && !this.#ended && this.#failure === undefined;
  }

  async #push(item: unknown): Promise<void> {
    if (item !== undefined) {
      this.#credits.spend(() => this.#input.next(item));
      return;
    }
    this.#inputEnded = true;
    this.#input.complete();
  }

  /** Unsubscribes. */
  close(): void {
    this.#subscription.unsubscribe();
  }
}
