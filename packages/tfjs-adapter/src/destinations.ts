/** Which values are computed for a variable alone. */
import type { Graph, Value, Variable } from '@oneday/ops';

/** Where a value goes that is only assigned. */
export interface Destination {
  readonly variable: Variable;
  /** Among the inputs of the value's node, the first that is the variable's present value, if any: it is updated. */
  readonly updated: number | undefined;
}

/**
 * The values that are only assigned to a variable which nothing reads or assigns since their node: computed straight
 * into its array they are not seen too early. Whoever read the variable before still holds that array, which tells.
 */
export function destinationsOf({ nodes, outputs }: Graph): ReadonlyMap<Value, Destination> {
  const uses = new Map<Value, number>();
  const use = (value: Value) => void uses.set(value, (uses.get(value) ?? 0) + 1);
  nodes.forEach(({ inputs }) => inputs.forEach(use));
  outputs.forEach(use);

  const madeAt = new Map<Value, number>();
  const touchedAt = new Map<Variable, number>();
  const readFrom = new Map<Value, Variable>();
  const destinations = new Map<Value, Destination>();
  nodes.forEach((node, at) => {
    node.outputs.forEach((value) => madeAt.set(value, at));
    if (node.kind !== 'read' && node.kind !== 'assign') return;
    const { variable } = node.attributes;
    if (node.kind === 'read') {
      readFrom.set(node.outputs[0]!, variable);
    } else {
      const [value] = node.inputs as [Value];
      const made = madeAt.get(value)!;
      if (uses.get(value) === 1 && (touchedAt.get(variable) ?? -1) < made) {
        const updated = nodes[made]!.inputs.findIndex((input) => readFrom.get(input) === variable);
        destinations.set(value, { variable, updated: updated < 0 ? undefined : updated });
      }
    }
    touchedAt.set(variable, at);
  });
  return destinations;
}
