/** What the author of a backend writes, and what the compiler says where something is missing. */
import { createBackend } from '@oneday/ops';
import type { Backend, Engine, Executable, Graph, Node, NodeKind, NodeOf } from '@oneday/ops';

/** How one engine lowers each kind of node; `Step` is its own. */
type Lowering<Step> = { readonly [K in NodeKind]: (node: NodeOf<K>) => Step };

declare const lowering: Lowering<string>;
declare const device: Omit<Engine, 'compile'>;
declare function executableOf(steps: readonly string[]): Executable;

/** One entry a kind, called with the attributes of that kind. */
export function lower<K extends NodeKind>(node: NodeOf<K>): string {
  return lowering[node.kind](node);
}

/** A backend is an engine: transfers, and a compiler for recorded graphs. */
export function open(): Backend {
  return createBackend({
    ...device,
    async compile(graph: Graph): Promise<Executable> {
      return executableOf(graph.nodes.map((node: Node) => lower(node)));
    },
  });
}

const { gatherRows, ...others } = lowering;

/** What the compiler refuses. */
export function refused(): readonly unknown[] {
  // @ts-expect-error -- a primitive is missing: gatherRows
  const incomplete: Lowering<string> = others;
  // @ts-expect-error -- a kind that there is not
  const unknown: NodeKind = 'convolution';
  // @ts-expect-error -- the comparison is in a node's attributes, not in its kind's name
  const attributes: NodeOf<'compare'>['attributes'] = { operation: 'less' };
  return [gatherRows, incomplete, unknown, attributes, createBackend({
    ...device,
    // @ts-expect-error -- compiling may take time and gives an executable
    compile: () => undefined,
  })];
}
