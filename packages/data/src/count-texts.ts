import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json, Stream } from '@oneday/core';
import type { Chunk } from './chunk.ts';
import { isCount } from './count.ts';
import type { TextDocument } from './text-document.ts';

/** What texts amount to. */
export interface TextTotals {
  /** Texts; the pieces of a long one count once. */
  readonly documents: number;
  /** How often each value of a byte comes in their UTF-8 form: 256 counts. Their sum is the size. */
  readonly byteCounts: readonly number[];
}

/** A stream of texts that knows what it has handed out. */
export interface CountedTexts extends Stream<Chunk<TextDocument>> {
  totals(): TextTotals;
}

const BYTE_VALUES = 256;
const encoder = new TextEncoder();

/** Counts the texts of a stream as they pass. The counts are in the state, so that they go on with it. */
export function countTexts(source: Stream<Chunk<TextDocument>>): CountedTexts {
  let documents = 0;
  let byteCounts = new Float64Array(BYTE_VALUES);
  const totals = (): TextTotals => ({ documents, byteCounts: Array.from(byteCounts) });
  return {
    async next() {
      const chunk = await source.next();
      for (const { text, continues } of chunk ?? []) {
        for (const byte of encoder.encode(text)) byteCounts[byte]! += 1;
        if (continues !== true) documents += 1;
      }
      return chunk;
    },
    state: () => ({ source: source.state(), ...totals() }),
    async restore(state) {
      const { source: place, ...counted } = isJsonObject(state) ? state : {};
      const read = parseTextTotals(counted, 'restore: counted texts');
      if (place === undefined) throw new InvalidInputError(`restore: source expected; got ${showValue(state)}`);
      await source.restore(place);
      documents = read.documents;
      byteCounts = Float64Array.from(read.byteCounts);
    },
    totals,
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

/**
 * @param what opens the error line
 * @throws InvalidInputError when the value holds no counts of texts
 */
export function parseTextTotals(value: Json | undefined, what: string): TextTotals {
  const { documents, byteCounts } = isJsonObject(value) ? value : {};
  if (!isCount(documents) || !isByteCounts(byteCounts)) {
    throw new InvalidInputError(`${what}: documents and ${BYTE_VALUES} byteCounts expected; got ${showValue(value)}`);
  }
  return { documents, byteCounts };
}

function isByteCounts(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.length === BYTE_VALUES && (value as readonly Json[]).every(isCount);
}
