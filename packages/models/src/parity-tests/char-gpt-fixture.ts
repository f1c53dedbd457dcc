/** What PyTorch computed in the first 50 steps of char-gpt: packages/recipes/fixtures/char-gpt.json. */
import { readFileSync } from 'node:fs';
import type { TokenBatch } from '@oneday/core';

/** The L2 norm of an array and some of its entries: entry i is at (i · stride) mod size. */
export interface KeptArray {
  readonly norm: number;
  readonly entries: Float32Array;
  /** |float32 − float64| / |float64| of PyTorch's own runs, where that is known. */
  readonly float64Distance: number;
}

/** One parameter of the fixture. */
export interface FixtureParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: KeptArray;
  /** Of the mean loss of step 1, before clipping. */
  readonly gradient: KeptArray;
  /** After 50 updates. */
  readonly trained: KeptArray;
}

/** The fixture, decoded. */
export interface CharGptFixture {
  readonly seed: number;
  readonly config: {
    readonly [name in
      | 'vocabSize' | 'layers' | 'heads' | 'width' | 'time'
      | 'beta1' | 'beta2' | 'epsilon' | 'weightDecay' | 'clipNorm' | 'normEpsilon']: number;
  };
  readonly stride: number;
  readonly batches: readonly TokenBatch[];
  readonly learningRates: readonly number[];
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly parameters: readonly FixtureParameter[];
}

interface RawArray { readonly norm: number; readonly entries: string; readonly float64Distance?: number }
interface RawParameter {
  readonly name: string; readonly shape: readonly number[];
  readonly initial: RawArray; readonly gradient: RawArray; readonly trained: RawArray;
}
type RawFixture = Omit<CharGptFixture, 'batches' | 'parameters' | 'stride'> & {
  readonly sampling: { readonly stride: number };
  readonly tokens: { readonly shape: readonly [steps: number, batch: number, window: number]; readonly base64: string };
  readonly parameters: readonly RawParameter[];
};

/** Reads the fixture. */
export function readCharGptFixture(): CharGptFixture {
  const file = new URL('../../../recipes/fixtures/char-gpt.json', import.meta.url);
  const raw = JSON.parse(readFileSync(file, 'utf8')) as RawFixture;
  const parameters = raw.parameters.map(({ name, shape, initial, gradient, trained }) => (
    { name, shape, initial: decodeArray(initial), gradient: decodeArray(gradient), trained: decodeArray(trained) }
  ));
  return { ...raw, stride: raw.sampling.stride, batches: decodeBatches(raw.tokens), parameters };
}

/** The entries of `values` that the fixture keeps of it, as many as `kept` has. */
export function sampled(values: ArrayLike<number>, kept: KeptArray, stride: number): number[] {
  return Array.from(kept.entries, (_, i) => values[(i * stride) % values.length]!);
}

function decodeArray({ norm, entries, float64Distance = 0 }: RawArray): KeptArray {
  const bytes = Uint8Array.from(Buffer.from(entries, 'base64'));
  return { norm, entries: new Float32Array(bytes.buffer), float64Distance };
}

/** Windows of one token more than the batch's time: inputs and shifted labels overlap. */
function decodeBatches({ shape: [steps, batch, window], base64 }: RawFixture['tokens']): TokenBatch[] {
  const tokens = Uint8Array.from(Buffer.from(base64, 'base64'));
  const rows = (step: number, shift: 0 | 1) => Int32Array.from({ length: batch * (window - 1) }, (_, i) => {
    const [row, at] = [Math.floor(i / (window - 1)), i % (window - 1)];
    return tokens[(step * batch + row) * window + at + shift]!;
  });
  return Array.from({ length: steps }, (_, step) => (
    { shape: [batch, window - 1], inputIds: rows(step, 0), labels: rows(step, 1) }
  ));
}
