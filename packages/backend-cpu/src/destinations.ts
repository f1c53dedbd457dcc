/** Which values are computed straight into a variable. */
import type { Node, NodeOf, Value, Variable } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { AnyCpuKernel } from './cpu-kernel.ts';
import type { ValueFlow } from './value-flow.ts';

/** What {@link findDestinations} finds. */
export interface Destinations {
  /** Values that are written straight into a variable. */
  readonly variables: ReadonlyMap<Value, Variable>;
  /** Those of them that are added to what is there. */
  readonly accumulated: ReadonlySet<Value>;
  /** Additions and assignments that are done thereby. */
  readonly done: ReadonlySet<Node>;
}

const elementwise: readonly Node['kind'][] = ['unary', 'binary', 'compare', 'select', 'cast'];

/** Whether outputs of this kind may lie over an operand of the same size. */
export function isElementwise(node: Node): boolean {
  return elementwise.includes(node.kind);
}

/** `assign(v, x)` without a copy: x is computed in v's memory, where nothing needs what v held in between. */
export function findDestinations(flow: ValueFlow, kernelOf: (op: object) => AnyCpuKernel): Destinations {
  const { nodes } = flow.graph;
  const variables = new Map<Value, Variable>();
  const accumulated = new Set<Value>();
  const done = new Set<Node>();
  nodes.forEach((assign, index) => {
    if (assign.kind !== 'assign') return;
    const { variable } = assign.attributes;
    const next = assign.inputs[0]!;
    if (!flow.isUsedOnce(next)) return;
    const sum = nodes[flow.madeAt(next)]!;
    const added = addedTo(variable, sum);
    if (added !== undefined && isFreeFor(added, flow.madeAt(next), index) && canAccumulate(added)) {
      variables.set(added, variable);
      accumulated.add(added);
      done.add(sum).add(assign);
    } else if (canWriteOver(variable, next, index)) {
      variables.set(next, variable);
      done.add(assign);
    }

    /** Whether only the addition touches the variable from where `value` is made until it is assigned. */
    function isFreeFor(value: Value, additionAt: number, assignedAt: number): boolean {
      const madeAt = flow.madeAt(value);
      return flow.touchesOf(variable).every((at) => at < madeAt || at === additionAt || at >= assignedAt);
    }
  });
  return { variables, accumulated, done };

  /** The other operand of `read(variable) + other`, if that is all that it is for. */
  function addedTo(variable: Variable, node: Node): Value | undefined {
    if (node.kind !== 'binary' || node.attributes.operation !== 'add') return undefined;
    const [read, other] = node.inputs as [Value, Value];
    const isRead = nodes[flow.madeAt(read)]!.kind === 'read' && flow.variableOf(read) === variable;
    return isRead && flow.isUsedOnce(read) && flow.isUsedOnce(other) ? other : undefined;
  }

  /** Whether the node that makes `value` can add it to what its memory holds. */
  function canAccumulate(value: Value): boolean {
    const node = nodes[flow.madeAt(value)]!;
    if (node.kind === 'matmul') return true;
    if (node.kind !== 'fusedBackward') return false;
    const input = node.attributes.needs[node.outputs.indexOf(value)]!;
    return kernelOf(node.attributes.op).backward?.accumulates?.includes(input) ?? false;
  }

  /** Whether `value` can be made in the variable's memory, which is assigned at a later node. */
  function canWriteOver(variable: Variable, value: Value, assignedAt: number): boolean {
    const madeAt = flow.madeAt(value);
    const node = nodes[madeAt]!;
    if (['read', 'input', 'constant', 'assign'].includes(node.kind) || value.dtype !== variable.dtype) return false;
    const touches = flow.touchesOf(variable);
    if (touches.some((at) => at > madeAt && at < assignedAt)) return false;
    return !touches.includes(madeAt) || mayReadWhileWriting(node, value, variable);
  }

  /** Whether the node needs no more of the variable than it writes over: element by element, or only what is left. */
  function mayReadWhileWriting(node: Node, output: Value, variable: Variable): boolean {
    const readers = flow.inputsOf(node).filter((value) => flow.variableOf(value) === variable);
    if (isElementwise(node)) return readers.every((value) => sizeOf(value.shape) === sizeOf(output.shape));
    if (node.kind === 'updateSlice') return readers.length === 1 && readers[0] === node.inputs[0];
    return node.kind === 'fused' && readers.length === 1 && readers[0] === inPlaceOf(node, output);
  }

  /** The input that an output of a kernel may be written over. */
  function inPlaceOf({ attributes, inputs, outputs }: NodeOf<'fused'>, output: Value): Value | undefined {
    const name = attributes.outputNames[outputs.indexOf(output)];
    const over = kernelOf(attributes.op).inPlace?.[name ?? ''];
    return over === undefined ? undefined : inputs[attributes.inputNames.indexOf(over as string)];
  }
}
