/** Sizes and options of one attention problem, as the kernels take them. */
export interface AttentionProblem {
  readonly batch: number;
  readonly heads: number;
  readonly queryCount: number;
  readonly keyCapacity: number;
  readonly width: number;
  readonly scale: number;
  readonly causal: boolean;
  readonly keyLength: number | undefined;
  readonly querySegments: Int32Array | undefined;
  readonly keySegments: Int32Array | undefined;
  readonly bias: Float32Array | undefined;
  readonly biasHeads: number;
}

/** Attention in float64, straight from the definition; every tensor is [B,T,H,K] without gaps. */
export interface AttentionResult {
  readonly out: Float64Array;
  readonly logSumExp: Float64Array;
  readonly dq: Float64Array;
  readonly dk: Float64Array;
  readonly dv: Float64Array;
  readonly dBias: Float64Array;
}

export function attentionReference(
  problem: AttentionProblem,
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  outGradient: Float32Array,
): AttentionResult {
  const { batch, heads, queryCount, keyCapacity, width, scale } = problem;
  const keyCount = problem.keyLength ?? keyCapacity;
  const result = {
    out: new Float64Array(q.length),
    logSumExp: new Float64Array(batch * heads * queryCount),
    dq: new Float64Array(q.length),
    dk: new Float64Array(k.length),
    dv: new Float64Array(v.length),
    dBias: new Float64Array(problem.biasHeads * queryCount * keyCapacity),
  };
  const dot = (a: ArrayLike<number>, aAt: number, b: ArrayLike<number>, bAt: number): number => {
    let sum = 0;
    for (let index = 0; index < width; index++) sum += (a[aAt + index] ?? NaN) * (b[bAt + index] ?? NaN);
    return sum;
  };
  const addScaled = (
    target: Float64Array,
    at: number,
    factor: number,
    source: ArrayLike<number>,
    from: number,
  ): void => {
    for (let index = 0; index < width; index++) {
      target[at + index] = (target[at + index] ?? NaN) + factor * (source[from + index] ?? NaN);
    }
  };
  for (let item = 0; item < batch; item++) {
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < queryCount; query++) {
        const queryAt = ((item * queryCount + query) * heads + head) * width;
        const keyAt = (key: number): number => ((item * keyCapacity + key) * heads + head) * width;
        const biasAt = ((problem.biasHeads === 1 ? 0 : head) * queryCount + query) * keyCapacity;
        const seen: number[] = [];
        for (let key = 0; key < keyCount; key++) {
          const segment = problem.querySegments?.[item * queryCount + query];
          const sameSegment = segment === undefined || segment === problem.keySegments?.[item * keyCapacity + key];
          if (problem.causal && key > query + keyCount - queryCount) continue;
          if (sameSegment && segment !== 0) seen.push(key);
        }
        if (seen.length === 0) continue;
        const scores = seen.map((key) => dot(q, queryAt, k, keyAt(key)) * scale + (problem.bias?.[biasAt + key] ?? 0));
        const maximum = Math.max(...scores);
        const sum = scores.reduce((total, score) => total + Math.exp(score - maximum), 0);
        const logSumExp = maximum + Math.log(sum);
        result.logSumExp[(item * heads + head) * queryCount + query] = logSumExp;
        const probabilities = scores.map((score) => Math.exp(score - logSumExp));
        seen.forEach((key, index) => addScaled(result.out, queryAt, probabilities[index] ?? NaN, v, keyAt(key)));
        const outProduct = dot(result.out, queryAt, outGradient, queryAt);
        seen.forEach((key, index) => {
          const probability = probabilities[index] ?? NaN;
          const scoreGradient = probability * (dot(outGradient, queryAt, v, keyAt(key)) - outProduct);
          addScaled(result.dv, keyAt(key), probability, outGradient, queryAt);
          addScaled(result.dq, queryAt, scoreGradient * scale, k, keyAt(key));
          addScaled(result.dk, keyAt(key), scoreGradient * scale, q, queryAt);
          result.dBias[biasAt + key] = (result.dBias[biasAt + key] ?? NaN) + scoreGradient;
        });
      }
    }
  }
  return result;
}
