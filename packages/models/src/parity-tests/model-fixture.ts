/** What PyTorch computed for one small model: packages/models/fixtures, made by tools/parity/*_fixture.py. */
import { readFileSync } from 'node:fs';
import type { NamedTensors, TokenBatch } from '@oneday/core';

/** A fixture, decoded. `C` is the part of the configuration that it states. */
export interface ModelFixture<C> {
  readonly config: C;
  readonly optimizer: {
    readonly [name in 'learningRate' | 'beta1' | 'beta2' | 'epsilon' | 'weightDecay']: number;
  };
  /** Taken in turn by the steps of training. */
  readonly batches: readonly TokenBatch[];
  /** Of batch 0, with the initial weights: f32[B,T,V], or [B,S,V] with a decoder. */
  readonly logits: Float32Array;
  /** Mean losses of AdamW's steps, each before its update. */
  readonly losses: readonly number[];
  /** Everything in the module's state, tied tensors repeated. */
  readonly stateDictNames: readonly string[];
  /** The initial weights under PyTorch's names, tied tensors once. */
  readonly parameters: NamedTensors;
}

type RawArray = { readonly shape: readonly number[]; readonly base64: string };
type RawBatch = { readonly [K in keyof TokenBatch]: readonly number[] };
type RawFixture<C> = Omit<ModelFixture<C>, 'batches' | 'logits' | 'parameters'> & {
  readonly batches: readonly RawBatch[];
  readonly logits: RawArray;
  readonly parameters: readonly (RawArray & { readonly name: string })[];
};

/** Reads the fixture `name`. */
export function readModelFixture<C>(name: string): ModelFixture<C> {
  const file = new URL(`../../fixtures/${name}.json`, import.meta.url);
  const raw = JSON.parse(readFileSync(file, 'utf8')) as RawFixture<C>;
  const parameters = raw.parameters.map(({ name: key, shape, base64 }) =>
    [key, { dtype: 'f32', shape, data: decodeFloats(base64) }] as const);
  return {
    ...raw, batches: raw.batches.map(decodeBatch), logits: decodeFloats(raw.logits.base64),
    parameters: new Map(parameters),
  };
}

function decodeFloats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}

function decodeBatch(raw: RawBatch): TokenBatch {
  const fields = Object.entries(raw).map(([name, numbers]) =>
    [name, name === 'shape' || name === 'decoderShape' ? numbers : Int32Array.from(numbers)]);
  return Object.fromEntries(fields) as TokenBatch;
}
