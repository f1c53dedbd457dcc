import { from, lastValueFrom, toArray } from 'rxjs';
import type { Observable } from 'rxjs';
import { mapChunks } from '../map-chunks.ts';
import type { AnyOperator, OperatorStage } from './operator-stage.ts';

/**
 * rxjs operators without memory across items: each chunk is an Observable of its own that completes, and what the
 * operators give for it is the next chunk. It resumes exactly, without replay. Operators that remember (`take`, `scan`,
 * `distinct`, `bufferCount`) begin anew with each chunk and so depend on its size; they belong in `rx`.
 */
export const rxEach = ((...operators: AnyOperator[]) =>
  mapChunks<unknown, unknown>((chunk) => {
    const result = operators.reduce<Observable<unknown>>((observable, operator) => operator(observable), from(chunk));
    return lastValueFrom(result.pipe(toArray()));
  })) as OperatorStage;
