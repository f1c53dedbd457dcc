/** Calls of fused ops on a backend's kernels, as nodes. */
import { presentEntries, specsOf } from './fused-op.ts';
import type { AnyFusedOp, AnyKernelDeclaration, ValueRecord } from './fused-op.ts';
import type { NativeCall, NativeForward } from './ops.ts';
import type { Trace } from './trace.ts';
import type { Spec, Value } from './value.ts';

/** What a call is made of. */
export interface NativeCallParts {
  readonly trace: Trace;
  readonly op: AnyFusedOp;
  readonly kernel: AnyKernelDeclaration;
  readonly inputs: ValueRecord;
  readonly attributes: unknown;
}

/** The call, not recorded yet. */
export function nativeCall(parts: NativeCallParts): NativeCall {
  return { hasBackward: parts.kernel.backward !== undefined, forward: (save) => recordForward(parts, save) };
}

function recordForward(parts: NativeCallParts, save: boolean): NativeForward {
  const { trace, op, kernel, inputs, attributes } = parts;
  const present = presentEntries(inputs);
  const outputSpecs = op.infer(specsOf(inputs), attributes) as Record<string, Spec>;
  const saves = save && kernel.backward ? kernel.backward.saves(specsOf(inputs), attributes) : {};
  const [outputNames, savedNames] = [Object.keys(outputSpecs), Object.keys(saves)];
  const results = trace.add(
    'fused',
    { op, attributes, inputNames: present.map(([name]) => name), outputNames, savedNames },
    present.map(([, value]) => value),
    [...Object.values(outputSpecs), ...Object.values(saves)],
    op.name,
  );
  const outputs = Object.fromEntries(outputNames.map((name, i) => [name, results[i]!]));
  const forward = {
    known: new Map<string, Value>([...present, ...presentEntries(outputs)]),
    savedNames,
    saved: results.slice(outputNames.length),
  };
  return { outputs, backward: (cotangents, needs) => recordBackward(parts, forward, cotangents, needs) };
}

/** What the backward pass can read: inputs and outputs by name, and the statistics. */
interface ForwardValues {
  readonly known: ReadonlyMap<string, Value>;
  readonly savedNames: readonly string[];
  readonly saved: readonly Value[];
}

function recordBackward(
  { trace, op, kernel, attributes }: NativeCallParts,
  { known, savedNames, saved }: ForwardValues,
  cotangents: Readonly<Record<string, Value>>,
  needs: readonly string[],
): Record<string, Value> {
  const { uses: declared, passes = {} } = kernel.backward!;
  const computed = needs.filter((name) => passes[name] === undefined);
  const gradients = new Map<string, Value>();
  for (const name of needs) {
    const cotangent = passes[name] === undefined ? undefined : cotangents[passes[name]];
    if (cotangent !== undefined) gradients.set(name, cotangent);
  }
  if (computed.length > 0) {
    const uses = declared.filter((name) => known.has(name));
    const results = trace.add(
      'fusedBackward',
      { op, attributes, uses, savedNames, cotangents: Object.keys(cotangents), needs: computed },
      [...uses.map((name) => known.get(name)!), ...saved, ...Object.values(cotangents)],
      computed.map((name) => ({ shape: known.get(name)!.shape, dtype: 'f32' })),
      `${op.name} backward`,
    );
    computed.forEach((name, i) => gradients.set(name, results[i]!));
  }
  return Object.fromEntries(gradients);
}
