/** Holds one case on one backend to the oracle. */
import { sameShape } from '@oneday/ops';
import type { Backend, PrecisionPolicy } from '@oneday/ops';
import type { OperationCase } from './cases/operation-case.ts';
import { firstMismatch } from './error-bound.ts';
import { runBackward, runForward } from './run-case.ts';
import type { CaseResult } from './run-case.ts';

/** Gives what `backend` computes differently from `oracle`, one line a result; empty when the case holds. */
export async function mismatchesOf(
  backend: Backend, oracle: Backend, test: OperationCase, policy: PrecisionPolicy,
): Promise<string[]> {
  const forward = [await runForward(backend, test, policy), await runForward(oracle, test, policy)] as const;
  const mismatches = compared(...forward, test, policy, 'forward');
  if (test.gradients === undefined) return mismatches;
  const trained = [await runBackward(backend, test, policy), await runBackward(oracle, test, policy)] as const;
  return [...mismatches, ...compared(...trained, test, policy, 'backward')];
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
