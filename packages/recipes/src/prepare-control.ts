import { utf8ByteLength } from '@oneday/core';
import type { Stream } from '@oneday/core';
import type { Chunk, TextDocument } from '@oneday/data';
import type { KeepTokens } from './token-corpus.ts';

/**
 * What is done, in this order: files are looked through; where each is cut is found; their words are counted and merged
 * for a tokenizer; they become tokens. Tokens that are there already are checked instead.
 */
export type PreparePhase = 'reading' | 'splitting' | 'counting' | 'merging' | 'tokenizing' | 'checking';

/** How far a phase is. */
export interface PrepareProgress {
  readonly phase: PreparePhase;
  /** Bytes that are behind; tokens of the vocabulary while merging. */
  readonly done: number;
  /** Of so many; absent where that is not known. */
  readonly total?: number;
}

/** How preparing is watched and ended. */
export interface PrepareControl {
  /** Told of long work several times a second. */
  readonly onProgress?: ((progress: PrepareProgress) => void) | undefined;
  /** Aborted: preparing fails with its reason, and leaves what failing leaves. */
  readonly signal?: AbortSignal | undefined;
}

/** Work after which timers and signals get their turn. */
const SLICE_MILLISECONDS = 100;

/** Tokens kept as by `keep`, watched. @param total bytes of both sides */
export function watchedKeep(keep: KeepTokens, total: number, { onProgress, signal }: PrepareControl): KeepTokens {
  return ({ training, heldOut, ...rest }) => {
    const done = { training: 0, heldOut: 0 };
    const watch = (texts: Stream<Chunk<TextDocument>>, side: keyof typeof done) => watched(texts, signal, (bytes) => {
      done[side] += bytes;
      onProgress?.({ phase: 'tokenizing', done: done.training + done.heldOut, total });
    });
    return keep({ ...rest, training: watch(training, 'training'), heldOut: watch(heldOut, 'heldOut') });
  };
}

/** The stream, with the bytes of each chunk told when the next is asked for. */
function watched(
  source: Stream<Chunk<TextDocument>>, signal: AbortSignal | undefined, onBytes: (bytes: number) => void,
): Stream<Chunk<TextDocument>> {
  let sliceStart = performance.now();
  let inWork = 0;
  return {
    async next() {
      onBytes(inWork);
      // Texts in memory come and go without a turn of the event loop, which signals need.
      if (performance.now() - sliceStart > SLICE_MILLISECONDS) {
        await new Promise((resolve) => setTimeout(resolve));
        sliceStart = performance.now();
      }
      signal?.throwIfAborted();
      const chunk = await source.next();
      inWork = (chunk ?? []).reduce((sum, { text }) => sum + utf8ByteLength(text), 0);
      return chunk;
    },
    state: () => source.state(),
    restore: (state) => source.restore(state),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}
