/** Holds cases on one backend to the oracle. */
import { sameShape } from '@oneday/ops';
import type { Backend, PrecisionPolicy } from '@oneday/ops';
import type { OperationCase } from './cases/operation-case.ts';
import { firstMismatch } from './error-bound.ts';
import { runBackward, runForward } from './run-case.ts';
import type { CaseResult, CaseRun } from './run-case.ts';

/** Gives what `backend` computes differently from `oracle`, one line a result; empty when the case holds. */
export async function mismatchesOf(
  backend: Backend, oracle: Backend, test: OperationCase, policy: PrecisionPolicy,
): Promise<string[]> {
  return (await mismatchesOfAll(backend, oracle, [{ test, policy }]))[0]!;
}

/** {@link mismatchesOf} for each of several cases, which are put into one program. */
export async function mismatchesOfAll(
  backend: Backend, oracle: Backend, runs: readonly CaseRun[],
): Promise<string[][]> {
  const plain = runs.filter(({ test }) => test.underTapeOnly !== true);
  const trained = runs.filter(({ test }) => test.gradients !== undefined);
  const forward = await comparedRuns(backend, oracle, plain, 'forward');
  const backward = await comparedRuns(backend, oracle, trained, 'backward');
  return runs.map((run) => [...(forward[plain.indexOf(run)] ?? []), ...(backward[trained.indexOf(run)] ?? [])]);
}

async function comparedRuns(
  backend: Backend, oracle: Backend, runs: readonly CaseRun[], pass: 'forward' | 'backward',
): Promise<string[][]> {
  if (runs.length === 0) return [];
  const run = pass === 'forward' ? runForward : runBackward;
  const [got, want] = [await run(backend, runs), await run(oracle, runs)];
  return runs.map(({ test, policy }, i) => compared(got[i]!, want[i]!, test, policy, pass));
}

function compared(
  got: readonly CaseResult[], want: readonly CaseResult[], test: OperationCase, policy: PrecisionPolicy,
  pass: 'forward' | 'backward',
): string[] {
  return want.flatMap(({ label, spec, data }, i) => {
    const result = got[i];
    if (result?.label !== label) return [`${label} is missing`];
    if (result.spec.dtype !== spec.dtype || !sameShape(result.spec.shape, spec.shape)) {
      return [`${label} is ${result.spec.dtype}[${result.spec.shape}], not ${spec.dtype}[${spec.shape}]`];
    }
    // What a forward pass under a tape gives is held to the forward bound too.
    const part = label.startsWith('gradient of ') ? pass : 'forward';
    return firstMismatch({ label, got: result.data, want: data, bound: test.bound, pass: part, policy }) ?? [];
  });
}
