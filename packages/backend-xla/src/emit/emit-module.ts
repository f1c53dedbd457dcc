/** A recorded graph as a module of StableHLO text. */
import { OnedayError } from '@oneday/core';
import type { Graph, Node, Value, Variable } from '@oneday/ops';
import { MOST_LOGITS } from '../cross-entropy.ts';
import { FunctionText, names } from './function-text.ts';
import type { Name } from './function-text.ts';
import { lowerFused } from './fused.ts';
import { lowerings } from './lowerings.ts';
import type { ComputingKind, Lowering } from './lowerings.ts';
import { tensorType } from './tensor-type.ts';

/** A variable that a program touches. It is an argument, and where it is assigned a result in the same memory. */
export interface TouchedVariable {
  readonly variable: Variable;
  readonly isAssigned: boolean;
}

/** The text, and what stands for what in it. */
export interface EmittedModule {
  readonly text: string;
  /** The first arguments; behind them come the graph's inputs. Those assigned are the first results, in this order. */
  readonly variables: readonly TouchedVariable[];
  /** What line i + 1 of the text was written for, where that is known. */
  readonly origins: readonly (string | undefined)[];
}

/** Writes `graph` as one function `main`. @param mostLogits that exist at a time in a head with its loss */
export function emitModule(graph: Graph, mostLogits = MOST_LOGITS): EmittedModule {
  const variables = touchedVariables(graph);
  const body = new FunctionText();
  const values = new Map<Value, Name>();
  const current = new Map<Variable, Name>();
  const parameters: string[] = [];
  let results = 0;
  const parameter = (spec: Variable | Value, aliased: boolean): Name => {
    const text = `%arg${parameters.length}`;
    const alias = aliased ? ` {tf.aliasing_output = ${results++} : i32}` : '';
    parameters.push(`${text}: ${tensorType(spec)}${alias}`);
    return { text, shape: spec.shape, dtype: spec.dtype };
  };
  for (const { variable, isAssigned } of variables) current.set(variable, parameter(variable, isAssigned));
  for (const value of graph.inputs) values.set(value, parameter(value, false));
  for (const node of graph.nodes) {
    body.from(node.origin);
    lower({ graph, node, body, values, current, mostLogits });
  }
  const assigned = variables.filter(({ isAssigned }) => isAssigned).map(({ variable }) => current.get(variable)!);
  const returned = [...assigned, ...graph.outputs.map((value) => values.get(value)!)];
  const types = returned.map(tensorType).join(', ');
  const head = [
    'module @program {',
    `  func.func public @main(${parameters.join(', ')}) -> (${types}) {`,
  ];
  const lines = [
    ...head,
    ...body.lines.map((line) => `    ${line}`),
    returned.length === 0 ? '    return' : `    return ${names(returned)} : ${types}`,
    '  }',
    ...body.callees.values(),
    '}',
  ];
  return { text: `${lines.join('\n')}\n`, variables, origins: [...head.map(() => undefined), ...body.origins] };
}

interface Lowered {
  readonly graph: Graph;
  readonly node: Node;
  readonly body: FunctionText;
  readonly values: Map<Value, Name>;
  /** What variables hold at this point. */
  readonly current: Map<Variable, Name>;
  readonly mostLogits: number;
}

function lower({ graph, node, body, values, current, mostLogits }: Lowered): void {
  const nameOf = (value: Value) => values.get(value)!;
  if (node.kind === 'input') return;
  if (node.kind === 'read') {
    values.set(node.outputs[0]!, current.get(node.attributes.variable)!);
    return;
  }
  if (node.kind === 'assign') {
    current.set(node.attributes.variable, nameOf(node.inputs[0]!));
    return;
  }
  if (node.kind === 'fused' || node.kind === 'fusedBackward') {
    const results = lowerFused(body, node, node.inputs.map(nameOf), mostLogits);
    if (results === undefined) {
      throw new OnedayError(`${node.origin}: the xla backend has no kernel for it (program ${graph.name})`);
    }
    node.outputs.forEach((output, i) => values.set(output, results[i]!));
    return;
  }
  const write = lowerings[node.kind] as Lowering<ComputingKind>;
  values.set(node.outputs[0]!, write(body, node.attributes, node.inputs.map(nameOf), node.outputs[0]!));
}

/** The variables of a graph, in the order in which they are first touched. */
function touchedVariables(graph: Graph): TouchedVariable[] {
  const assigned = new Map<Variable, boolean>();
  for (const node of graph.nodes) {
    if (node.kind === 'read' && !assigned.has(node.attributes.variable)) assigned.set(node.attributes.variable, false);
    if (node.kind === 'assign') assigned.set(node.attributes.variable, true);
  }
  return [...assigned].map(([variable, isAssigned]) => ({ variable, isAssigned }));
}
