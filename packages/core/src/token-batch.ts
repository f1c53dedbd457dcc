/** The label of a position that is not scored: padding, or a token that the objective does not ask for. */
export const NOT_SCORED = -100;

/** The segment of padding. Positions see each other only when their segments are equal and not this one. */
export const PADDING_SEGMENT = 0;

/** The entry of `scoredPositions` that is not used. */
export const UNUSED_POSITION = -1;

/**
 * One batch of token sequences, as every objective gives it and every model takes it. Arrays are row-major i32 and
 * have the shape named with them. All batches of a stream have one shape and the same optional fields, so a program
 * is compiled once.
 *
 * B batch, T time (of the encoder, where there are two), S time of the decoder, M scored positions.
 */
export interface TokenBatch {
  /** [B, T] */
  readonly shape: readonly [batch: number, time: number];
  /** [B, T] token ids; 0 at padding, where it is never looked at. */
  readonly inputIds: Int32Array;
  /**
   * Ids to predict, already shifted: `labels[b, t]` is what the output at (b, t) is scored against; −100 is not
   * scored. [B, T], or [B, S] when there is a decoder.
   */
  readonly labels: Int32Array;
  /** [B, T]; 0 is padding, equal ids see each other. Absent: each row is one segment without padding. */
  readonly segments?: Int32Array;
  /** [B, T] position of each token within its segment, in [0, T). Absent: 0, 1, … T − 1 in each row. */
  readonly positions?: Int32Array;
  /** [B, T] type ids of text pairs, 0 or 1. Absent: all 0. */
  readonly typeIds?: Int32Array;
  /**
   * [M] where labels are scored, as indices into the flat B·T, ascending; −1 fills the rest. M is the same in every
   * batch. Absent: a model looks at every position.
   */
  readonly scoredPositions?: Int32Array;
  /** [B, S], for models with a decoder. */
  readonly decoderShape?: readonly [batch: number, time: number];
  /** [B, S] the labels shifted right by one, opened by the start token. */
  readonly decoderInputIds?: Int32Array;
  /** [B, S]; as `segments`. A decoder position sees the encoder positions whose segment equals its own. */
  readonly decoderSegments?: Int32Array;
  /** [B, S]; as `positions`. */
  readonly decoderPositions?: Int32Array;
}
