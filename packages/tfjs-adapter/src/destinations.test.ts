import { add, createBackend, multiply } from '@oneday/ops';
import type { Engine, Graph, Ops, Value, Variable } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { destinationsOf } from './destinations.ts';

/** Records a program on variables v and w, f32[2]. */
async function graphOf(fn: (o: Ops, variables: { readonly v: Variable; readonly w: Variable }) => Value | void) {
  let recorded: Graph | undefined;
  const engine: Pick<Engine, 'name' | 'createVariable' | 'compile'> = {
    name: 'recording',
    createVariable: (spec) => ({ kind: 'variable', ...spec }),
    async compile(graph) {
      recorded = graph;
      return { run: () => [], dispose: () => {} };
    },
  };
  const backend = createBackend(engine as Engine);
  const [v, w] = ['v', 'w'].map((name) => backend.variable({ name, shape: [2], dtype: 'f32' }));
  await backend.program('program', (o) => fn(o, { v: v!, w: w! }) as Value).prepare({});
  return recorded!;
}

/** Which node computes for which variable, and the input that it updates. */
async function found(fn: Parameters<typeof graphOf>[0]): Promise<unknown[]> {
  const graph = await graphOf(fn);
  return [...destinationsOf(graph)].map(([value, { variable, updated }]) => {
    const { origin } = graph.nodes.find(({ outputs }) => outputs.includes(value))!;
    return [origin, variable.name, updated];
  });
}

describe('a value is computed for a variable', () => {
  it('that it is assigned to, and updates what was read from it', async () => {
    expect(await found((o, { v }) => o.assign(v, add(o, o.read(v), o.read(v))))).toEqual([['add', 'v', 0]]);
    expect(await found((o, { v, w }) => o.assign(v, multiply(o, w, v)))).toEqual([['multiply', 'v', 1]]);
    expect(await found((o, { v, w }) => o.assign(v, o.unary('exp', o.read(w))))).toEqual([['exp', 'v', undefined]]);
  });

  it('but not where something else reads it', async () => {
    expect(await found((o, { v }) => {
      const next = o.unary('exp', o.read(v));
      o.assign(v, next);
      return next;
    })).toEqual([]);
  });

  it('but not where the variable is read or assigned in between', async () => {
    expect(await found((o, { v, w }) => {
      const next = o.unary('exp', o.read(w));
      const before = o.unary('negate', o.read(v));
      o.assign(v, next);
      return before;
    })).toEqual([]);
    expect(await found((o, { v, w }) => {
      const next = o.unary('exp', o.read(w));
      o.assign(v, o.unary('negate', o.read(w)));
      o.assign(v, next);
    })).toEqual([['negate', 'v', undefined]]);
  });
});
