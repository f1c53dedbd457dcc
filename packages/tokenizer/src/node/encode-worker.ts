/** What runs in a thread that encodes: a tokenizer made of its JSON. */
import { parentPort, workerData } from 'node:worker_threads';
import { InvalidInputError } from '@oneday/core';
import { tokenizerFromJson } from '../tokenizer-from-json.ts';

/** Texts to encode. */
export interface EncodeRequest {
  readonly number: number;
  readonly texts: readonly string[];
  readonly addSpecialTokens: boolean;
}

/** What the thread answers to the request of a number. */
export type EncodeAnswer = { readonly number: number } & (
  /** The ids of all texts one after the other, and where those of each end. */
  | { readonly ids: Int32Array<ArrayBuffer>; readonly ends: Int32Array<ArrayBuffer> }
  /** A text was refused, or the tokenizer failed. */
  | { readonly failure: string; readonly isInput: boolean }
);

const tokenizer = tokenizerFromJson(workerData);

parentPort!.on('message', (request: EncodeRequest) => {
  const answer = encode(request);
  parentPort!.postMessage(answer, 'ids' in answer ? [answer.ids.buffer, answer.ends.buffer] : []);
});

function encode({ number, texts, addSpecialTokens }: EncodeRequest): EncodeAnswer {
  const encoded: Int32Array[] = [];
  const ends = new Int32Array(texts.length);
  let length = 0;
  try {
    for (const [i, text] of texts.entries()) {
      const { ids } = tokenizer.encode(text, { addSpecialTokens });
      encoded.push(ids);
      ends[i] = length += ids.length;
    }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const failure = `text ${encoded.length} of ${texts.length}: ${message}`;
    return { number, failure, isInput: cause instanceof InvalidInputError };
  }
  const all = new Int32Array(length);
  for (const [i, ids] of encoded.entries()) all.set(ids, i === 0 ? 0 : ends[i - 1]);
  return { number, ids: all, ends };
}
