import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json, Stream } from '@oneday/core';
import { ITEMS_PER_CHUNK } from '../chunk.ts';
import type { Chunk } from '../chunk.ts';
import { isCount } from '../count.ts';
import { ItemReader } from '../item-reader.ts';
import { OperatorRun } from './operator-run.ts';
import type { AnyOperator, OperatorStage } from './operator-stage.ts';

/** Items that may be inside the operators of an `rx` stage and have not come out. */
export const RX_CREDITS = 16;

/**
 * Stock rxjs operators as a stage: one subscription for the whole stream, so that `take`, `scan`, `distinct`,
 * `bufferCount`, `concatMap` and `mergeMap` mean what rxjs says.
 *
 * The source is read only while someone waits for a result and there is none, and at most 16 items are inside
 * the operators beyond what came out; operators that give nothing for a quarter of a second may get twice as many until
 * they do, because they may have dropped or collected what they got. Results do not depend on the size of chunks.
 *
 * The state is where the source began and the number of results handed out. Operators keep memory that nothing can
 * look into, so restoring replays the source from that beginning and drops as many results: it takes as long as the
 * first time, and is exact where the operators give the same results in the same order again.
 */
export const rx = ((...operators: AnyOperator[]) =>
  (source: Stream<Chunk<unknown>>) => runAll(operators, source)) as OperatorStage;

function runAll(operators: readonly AnyOperator[], source: Stream<Chunk<unknown>>): Stream<Chunk<unknown>> {
  const start = source.state();
  let reader = new ItemReader(source);
  let run: OperatorRun | undefined;
  let results = 0;

  async function take(most: number): Promise<unknown[]> {
    run ??= new OperatorRun(operators, RX_CREDITS);
    return run.take(most, reader);
  }

  return {
    async next() {
      const chunk = await take(ITEMS_PER_CHUNK);
      results += chunk.length;
      return chunk.length > 0 ? chunk : undefined;
    },
    state: () => ({ start, results }),
    async restore(state) {
      const wanted = wantedOf(state);
      run?.close();
      run = undefined;
      await source.restore(wanted.start);
      reader = new ItemReader(source);
      for (results = 0; results < wanted.results;) {
        const dropped = await take(Math.min(ITEMS_PER_CHUNK, wanted.results - results));
        if (dropped.length === 0) {
          const rule = `the operators gave ${results} results and then ended`;
          throw new InvalidInputError(`restore: the state is after ${wanted.results} results of rx; ${rule}`);
        }
        results += dropped.length;
      }
    },
    async [Symbol.asyncDispose]() {
      run?.close();
      await source[Symbol.asyncDispose]();
    },
  };
}

function wantedOf(state: Json): { readonly start: Json; readonly results: number } {
  const { start, results } = isJsonObject(state) ? state : {};
  if (start === undefined || !isCount(results)) {
    throw new InvalidInputError(`restore: start and results of an rx stage expected; got ${showValue(state)}`);
  }
  return { start, results };
}
