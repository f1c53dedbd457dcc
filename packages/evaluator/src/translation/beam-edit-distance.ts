/** How two sequences are aligned at a cell of the table. */
const UNREACHED = 0;
const MATCH = 1;
const REPLACE = 2;
/** A word of the hypothesis too many. */
const DELETE = 3;
/** A word of the reference that is missing. */
const INSERT = 4;

const FAR = 2 ** 28;
/** Cells to either side of the diagonal that are looked at: Tercom's beam. */
const BEAM_WIDTH = 25;

/** Which words of two sequences belong together, and which are wrong. */
export interface Alignment {
  readonly distance: number;
  /** For each word of the reference, the last word of the hypothesis before or at it; −1 for none. */
  readonly hypothesisAt: Int32Array;
  /** 1 for words that were deleted or replaced, by their places in the hypothesis. */
  readonly hypothesisErrors: Uint8Array;
  /** 1 for words that were inserted or replaced, by their places in the reference. */
  readonly referenceErrors: Uint8Array;
}

/**
 * Levenshtein distances of many hypotheses of one length to one reference, within a beam around the diagonal. The table
 * of the hypothesis that was aligned last is kept, so that one that begins like it starts where they part.
 */
export class BeamEditDistance {
  private reference: Int32Array = new Int32Array(0);
  private hypothesis: Int32Array = new Int32Array(0);
  private columns = 0;
  private beamWidth = 0;
  private ratio = 1;
  /** Rows 0 to H of costs, (R + 1) each; rows of a hypothesis that is only measured go to `trial`. */
  private costs = new Int32Array(0);
  private steps = new Uint8Array(0);
  private trial = new Int32Array(0);

  /** The reference, of at least one word, and the length of the hypotheses to come. */
  start(reference: Int32Array, hypothesisLength: number): void {
    this.reference = reference;
    this.columns = reference.length + 1;
    this.ratio = hypothesisLength === 0 ? 1 : reference.length / hypothesisLength;
    const half = this.ratio / 2;
    this.beamWidth = half > BEAM_WIDTH ? Math.ceil(half + BEAM_WIDTH) : BEAM_WIDTH;
    const cells = (hypothesisLength + 1) * this.columns;
    if (this.costs.length < cells) {
      this.costs = new Int32Array(cells);
      this.steps = new Uint8Array(cells);
    }
    if (this.trial.length < 2 * this.columns) this.trial = new Int32Array(4 * this.columns);
  }

  /** Aligns a hypothesis, and keeps its table for {@link measure}. */
  align(hypothesis: Int32Array): Alignment {
    const { costs, steps, columns } = this;
    this.hypothesis = hypothesis;
    for (let j = 0; j < columns; j++) {
      costs[j] = j;
      steps[j] = INSERT;
    }
    for (let i = 1; i <= hypothesis.length; i++) {
      this.fillRow(hypothesis, i, costs, (i - 1) * columns, i * columns, steps);
    }
    return this.trace();
  }

  /**
   * The distance of a hypothesis that begins with the same `shared` words as the one aligned last, and is its length.
   */
  measure(hypothesis: Int32Array, shared: number): number {
    const { costs, trial, columns } = this;
    const length = hypothesis.length;
    if (shared >= length) return costs[length * columns + columns - 1]!;
    let from = shared * columns;
    let source = costs;
    for (let i = shared + 1; i <= length; i++) {
      const to = i % 2 === 0 ? 0 : columns;
      this.fillRow(hypothesis, i, trial, from, to, undefined, source);
      source = trial;
      from = to;
    }
    return trial[from + columns - 1]!;
  }

  private fillRow(
    hypothesis: Int32Array, i: number, to: Int32Array, before: number, at: number, steps?: Uint8Array,
    from: Int32Array = to,
  ): void {
    const { reference, columns, beamWidth } = this;
    const diagonal = Math.floor(i * this.ratio);
    const first = Math.max(0, diagonal - beamWidth);
    const last = i === hypothesis.length ? columns : Math.min(columns, diagonal + beamWidth);
    to.fill(FAR, at, at + columns);
    if (steps !== undefined) steps.fill(UNREACHED, at, at + columns);
    const word = hypothesis[i - 1]!;
    let left = FAR;
    for (let j = first; j < last; j++) {
      let cost = FAR;
      let step = UNREACHED;
      if (j === 0) {
        cost = from[before]! + 1;
        step = DELETE;
      } else {
        const same = word === reference[j - 1];
        const diagonalCost = from[before + j - 1]! + (same ? 0 : 1);
        // Of equal costs the first counts: on the diagonal, then a deletion, then an insertion.
        if (diagonalCost < cost) {
          cost = diagonalCost;
          step = same ? MATCH : REPLACE;
        }
        const deletion = from[before + j]! + 1;
        if (deletion < cost) {
          cost = deletion;
          step = DELETE;
        }
        if (left + 1 < cost) {
          cost = left + 1;
          step = INSERT;
        }
      }
      to[at + j] = cost;
      if (steps !== undefined) steps[at + j] = step;
      left = cost;
    }
  }

  private trace(): Alignment {
    const { costs, steps, columns } = this;
    const [hypothesisLength, referenceLength] = [this.hypothesis.length, this.reference.length];
    const hypothesisAt = new Int32Array(referenceLength);
    const hypothesisErrors = new Uint8Array(hypothesisLength);
    const referenceErrors = new Uint8Array(referenceLength);
    let [i, j] = [hypothesisLength, referenceLength];
    const distance = costs[i * columns + j]!;
    while (i > 0 || j > 0) {
      const step = steps[i * columns + j]!;
      if (step === DELETE) {
        hypothesisErrors[--i] = 1;
        continue;
      }
      hypothesisAt[--j] = i - 1;
      if (step === INSERT) {
        referenceErrors[j] = 1;
        continue;
      }
      i--;
      if (step === REPLACE) {
        hypothesisErrors[i] = 1;
        referenceErrors[j] = 1;
      }
    }
    return { distance, hypothesisAt, hypothesisErrors, referenceErrors };
  }
}
