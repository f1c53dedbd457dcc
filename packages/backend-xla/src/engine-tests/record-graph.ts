import { createBackend } from '@oneday/ops';
import type { Engine, Graph, Ops, Value, Variable, VariableSpec } from '@oneday/ops';

/** The graph of a program, for the emitter alone: an engine that keeps it and computes nothing. */
export async function recordGraph(
  fn: (o: Ops, x: Value, variable: (spec: VariableSpec) => Variable) => { readonly [name: string]: Value } | void,
  kernel: Engine['kernel'] = () => undefined,
): Promise<Graph> {
  let recorded: Graph | undefined;
  const refused = () => {
    throw new Error('nothing is computed here');
  };
  const backend = createBackend({
    name: 'recording', device: { kind: 'oracle', description: 'none' }, can: { deterministic: true, fastOperands: [] },
    kernel,
    createVariable: ({ name, shape, dtype }) => ({ kind: 'variable', name, shape, dtype }),
    readVariable: refused, writeVariable: refused, freeVariable: refused, read: refused, sync: refused, memory: refused,
    async compile(graph) {
      recorded = graph;
      return { run: refused, dispose: () => {} };
    },
    close: async () => {},
  });
  const variables = new Map<string, Variable>();
  const variable = (spec: VariableSpec) => {
    if (!variables.has(spec.name)) variables.set(spec.name, backend.variable(spec));
    return variables.get(spec.name)!;
  };
  const program = backend.program('program', (o, { x }: { readonly x: Value }) => fn(o, x, variable));
  await program.prepare({ x: { shape: [2, 3], dtype: 'f32' } });
  return recorded!;
}
