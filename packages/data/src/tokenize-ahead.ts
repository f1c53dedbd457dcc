import type { Json, Stage } from '@oneday/core';
import type { Chunk } from './chunk.ts';
import type { TextDocument } from './text-document.ts';
import type { TokenArray } from './token-array.ts';

/** Threads that encode texts: what `openTokenizerPool` of `@oneday/tokenizer/node` gives. */
export interface EncodingPool {
  /** How many there are. */
  readonly workers: number;
  /** The ids of each text, in order. */
  encode(
    texts: readonly string[], options: { readonly addSpecialTokens: boolean },
  ): Promise<readonly Int32Array[]>;
}

/** Chunks that are under way or done and not taken, for each thread: it never waits, and memory stays small. */
const CHUNKS_PER_WORKER = 2;

/** A chunk that was read. */
interface ReadChunk {
  readonly ids: Promise<Chunk<TokenArray>>;
  /** The source's state after it. */
  readonly after: Json;
}

/**
 * A stage that reads two chunks a thread ahead and gives what becomes of them in their order. Its state is that of the
 * source after the last chunk that was handed out, so it resumes exactly.
 *
 * @param tokenize ids of a chunk; called before those of the chunks before are there
 */
export function tokenizeAhead(
  workers: number, tokenize: (documents: Chunk<TextDocument>) => Promise<Chunk<TokenArray>>,
): Stage<Chunk<TextDocument>, Chunk<TokenArray>> {
  return (source) => {
    let read: ReadChunk[] = [];
    let place = source.state();
    let ended = false;
    let failure: { readonly cause: unknown } | undefined;

    /** A failure of the source takes its turn behind the chunks before it. */
    async function readAhead(): Promise<void> {
      while (!ended && read.length < CHUNKS_PER_WORKER * workers) {
        const before = read.at(-1)?.after ?? place;
        let ids: Promise<Chunk<TokenArray>>;
        try {
          const documents = await source.next();
          if (documents === undefined) {
            ended = true;
            return;
          }
          if (documents.length === 0) continue;
          ids = tokenize(documents);
          read.push({ ids, after: source.state() });
        } catch (cause) {
          ended = true;
          ids = Promise.reject(cause);
          read.push({ ids, after: before });
        }
        // It is looked at when its turn comes.
        ids.catch(() => {});
      }
    }

    return {
      async next() {
        // What was read ahead of a failure is lost, so only restoring leads on.
        if (failure !== undefined) throw failure.cause;
        try {
          await readAhead();
          const chunk = read.shift();
          const ids = await chunk?.ids;
          place = chunk?.after ?? place;
          return ids;
        } catch (cause) {
          failure = { cause };
          throw cause;
        }
      },
      state: () => place,
      async restore(state) {
        read = [];
        ended = false;
        failure = undefined;
        await source.restore(state);
        place = source.state();
      },
      [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
    };
  };
}
