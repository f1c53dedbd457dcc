import type { Stage } from '@oneday/core';
import type { Chunk } from './chunk.ts';

/**
 * A stage that makes a chunk of a chunk and remembers nothing, so that its state is its source's. Chunks that become
 * empty are left out.
 */
export function mapChunks<A, B>(
  transform: (chunk: Chunk<A>) => Chunk<B> | Promise<Chunk<B>>,
): Stage<Chunk<A>, Chunk<B>> {
  return (source) => ({
    async next() {
      for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
        const result = await transform(chunk);
        if (result.length > 0) return result;
      }
      return undefined;
    },
    state: () => source.state(),
    restore: (state) => source.restore(state),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  });
}
