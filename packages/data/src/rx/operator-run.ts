import { Subject } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import type { ItemReader } from '../item-reader.ts';
import type { AnyOperator } from './operator-stage.ts';
import { Credits } from './credits.ts';

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

  /**
   * Some results, at most `most`, or none at the end. The source is read only while there is no result; what is in hand
   * goes in as long as there are credits, so that results come in chunks as items do.
   */
  async take(most: number, reader: ItemReader<unknown>): Promise<unknown[]> {
    while (this.#wants(most, reader)) {
      if (this.#inputEnded) {
        await this.#credits.result();
        continue;
      }
      await this.#credits.available();
      if (this.#wants(most, reader)) this.#push(await reader.next());
    }
    if (this.#results.length === 0 && this.#failure !== undefined) throw this.#failure.cause;
    return this.#results.splice(0, most);
  }

  #wants(most: number, reader: ItemReader<unknown>): boolean {
    if (this.#ended || this.#failure !== undefined) return false;
    return this.#results.length === 0 || (this.#results.length < most && reader.inHand && this.#credits.left);
  }

  #push(item: unknown): void {
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
