/** "How likely is `continuation` after `context`?" Both may be empty; they are joined without a separator. */
export interface ContinuationRequest {
  readonly context: string;
  readonly continuation: string;
}

/** The likelihood of one continuation. */
export interface ContinuationScore {
  /** Sum of ln p over the continuation's tokens, in nats. */
  readonly logLikelihood: number;
  /** True when each of its tokens was the most likely one. */
  readonly isGreedy: boolean;
  /** Number of tokens the sum runs over. */
  readonly tokenCount: number;
}

/** The likelihood of a whole text. */
export interface TextScore {
  /** Sum of ln p over the text's tokens, in nats; each token is scored once, with as much context as fits. */
  readonly logLikelihood: number;
  /** Number of tokens the sum runs over. */
  readonly tokenCount: number;
  /** Number of UTF-8 bytes those tokens stand for. */
  readonly byteCount: number;
}

/** "Continue `context` until one of `until` appears." */
export interface GenerationRequest {
  readonly context: string;
  /** Generation ends before the first occurrence of any of these; empty: only `maxNewTokens` ends it. */
  readonly until: readonly string[];
  readonly maxNewTokens: number;
}

/**
 * What the evaluation harness asks of a model: the three calls of EleutherAI's lm-evaluation-harness. Requests come
 * in lists so that an implementation can batch them; results come back in the order of the requests.
 */
export interface Scorer {
  logLikelihood(requests: readonly ContinuationRequest[]): Promise<readonly ContinuationScore[]>;
  logLikelihoodRolling(texts: readonly string[]): Promise<readonly TextScore[]>;
  /** The generated texts, without their contexts and without the stop strings. */
  generateUntil(requests: readonly GenerationRequest[]): Promise<readonly string[]>;
}
