import { utf8ByteLength } from '@oneday/core';
import { fromArray } from '@oneday/data';
import type { TextDocument } from '@oneday/data';
import type { CorpusPart, SourceText } from './corpus.ts';

/** Texts in a chunk. */
const TEXTS_PER_CHUNK = 128;

/** One side of a split whose texts are in memory; empty ones are left out. */
export function partInMemory(texts: readonly SourceText[]): CorpusPart {
  const documents = texts.filter(({ text }) => text !== '').map(({ text, source }): TextDocument => ({ text, source }));
  const chunks = Array.from({ length: Math.ceil(documents.length / TEXTS_PER_CHUNK) }, (_, chunk) => (
    documents.slice(chunk * TEXTS_PER_CHUNK, (chunk + 1) * TEXTS_PER_CHUNK)
  ));
  return {
    bytes: documents.reduce((sum, { text }) => sum + utf8ByteLength(text), 0),
    documents: () => fromArray(chunks),
  };
}
