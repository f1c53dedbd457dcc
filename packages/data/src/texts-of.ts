import type { Stream } from '@oneday/core';
import type { Chunk } from './chunk.ts';
import type { TextDocument } from './text-document.ts';

/**
 * The texts of a stream one by one, for what takes an iterable, e.g. the training of a tokenizer. The stream is
 * disposed of at the end, and when the loop is left early.
 */
export async function* textsOf(stream: Stream<Chunk<TextDocument>>): AsyncGenerator<string, void> {
  await using source = stream;
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    for (const { text } of chunk) yield text;
  }
}
