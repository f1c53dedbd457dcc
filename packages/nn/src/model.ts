/** What a model is to everything that uses one: data and pure functions. */
import type { Backend, Ops, Value, VariableSpec } from '@oneday/ops';
import type { DeviceBatch, UnlabelledBatch } from './batch.ts';
import type { Bound } from './bound.ts';
import type { Keys } from './keys.ts';
import type { ParameterSpec } from './parameter.ts';

/** What a loss gives, `f32` scalars. Losses are sums: whoever divides them knows all the batches of a step. */
export interface LossSums {
  /** Sum over scored positions of −log p(label), in nats. The only one that gradients flow through. */
  readonly lossSum: Value;
  /** Number of scored positions. */
  readonly count: Value;
  /** Number of scored positions whose label got the largest logit. */
  readonly correct: Value;
}

/** A model that can be trained. `C` is its resolved configuration: plain data. */
export interface ModelDefinition<C = unknown> {
  readonly config: C;
  /** In the order of checkpoints and of the gradients' norm. */
  readonly parameters: readonly ParameterSpec[];
  /** The loss of a batch. Without `keys` nothing is random, so there is no dropout: that is evaluation. */
  loss(o: Ops, p: Bound, batch: DeviceBatch, keys?: Keys): LossSums;
  /** The parameters on `backend`, with the initial values of `seed`. */
  bind(backend: Backend, seed: number): Bound;
}

/** Sizes of a key/value cache. */
export interface CacheSizes {
  /** B, sequences that are decoded side by side. */
  readonly batch: number;
  /** The longest sequence, prompt included. */
  readonly length: number;
}

/** Capability: predicts the next token. */
export interface CausalDecoder {
  /** Logits after every position of a batch, f32[B,T,V]. */
  logits(o: Ops, p: Bound, batch: UnlabelledBatch): Value;
  /**
   * The variables of a key/value cache; `bindZeros` makes them. A cache may hold anything at and after the position
   * decoded next.
   */
  cacheSpecs(sizes: CacheSizes): readonly VariableSpec[];
  /**
   * Reads the next tokens of each sequence, extends the cache by them, and gives the logits after each: f32[B,T,V]. A
   * prompt is decoded as a whole at position 0, then one token at a time; sampling is the host's.
   *
   * @param cache made for `cacheSpecs`
   * @param ids i32[B,T]
   * @param position i32 scalar: how many tokens were read before; position + T may not pass the cache's length
   */
  decode(o: Ops, p: Bound, cache: Bound, ids: Value, position: Value): Value;
}

/** Capability: fills in masked tokens. */
export interface MaskedFiller {
  /** Logits f32[M,V] at `positions`, i32[M], indices into the flat B·T. */
  logitsAt(o: Ops, p: Bound, batch: UnlabelledBatch, positions: Value): Value;
}

/** Capability: gives a vector for every token. */
export interface Encoder {
  /** Hidden states of the last layer, f32[B,T,D]. */
  encode(o: Ops, p: Bound, batch: UnlabelledBatch): Value;
}

/** Sizes of the cache of a decoder that looks at a source. */
export interface SourceCacheSizes extends CacheSizes {
  /** T, of the sources; shorter ones are padded. */
  readonly sourceLength: number;
}

/**
 * Capability: reads a source and writes a target, one token after the other. Decoding is `start` once, then `decode`
 * for the token that opens a target and for each that was chosen.
 */
export interface EncoderDecoder extends Encoder {
  /** Logits after every decoder position of a batch, f32[B,S,V]. @throws ShapeError without `decoderInputIds` */
  logits(o: Ops, p: Bound, batch: UnlabelledBatch): Value;
  /** The variables of a cache; `bindZeros` makes them. */
  cacheSpecs(sizes: SourceCacheSizes): readonly VariableSpec[];
  /** Encodes the sources and writes to the cache what the decoder looks at. */
  start(o: Ops, p: Bound, cache: Bound, sources: UnlabelledBatch): void;
  /** As {@link CausalDecoder.decode}, of targets whose sources were read by `start`: f32[B,S,V]. */
  decode(o: Ops, p: Bound, cache: Bound, ids: Value, position: Value): Value;
}
