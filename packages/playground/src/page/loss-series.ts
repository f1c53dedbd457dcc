/** The losses of a run, as many as there are, as few points as can be seen. */

/** A point: a step and its loss in nats. */
export type Point = readonly [step: number, loss: number];

/** About how many steps the smooth line is a mean of, in the end. */
const WINDOW = 50;
/** Room above and below what is shown, as a share of it. */
const MARGIN = 0.08;

/** Losses by step. */
export class LossSeries {
  readonly training: Point[] = [];
  readonly heldOut: Point[] = [];
  /** The exponential moving average of `training`, without the bias of its start. */
  readonly smooth: Point[] = [];
  private sum = 0;
  private weight = 0;
  private low = Infinity;
  private high = -Infinity;

  addTraining(step: number, loss: number): void {
    // At first the window is a quarter of what has been, so that the line follows the steep start.
    const decay = 1 - 2 / (Math.max(1, Math.min(WINDOW, this.training.length / 4)) + 1);
    this.sum = decay * this.sum + (1 - decay) * loss;
    this.weight = decay * this.weight + (1 - decay);
    this.training.push([step, loss]);
    this.smooth.push([step, this.sum / this.weight]);
    this.widen(this.sum / this.weight);
  }

  addHeldOut(step: number, loss: number): void {
    this.heldOut.push([step, loss]);
    this.widen(loss);
  }

  /**
   * The losses between which the axis runs, by the smooth line and the held-out text, so that a single outlier does
   * not flatten the rest; undefined while there are none.
   */
  range(): readonly [low: number, high: number] | undefined {
    if (this.low > this.high) return undefined;
    const margin = Math.max(MARGIN * (this.high - this.low), 0.02);
    return [Math.max(0, this.low - margin), this.high + margin];
  }

  private widen(loss: number): void {
    this.low = Math.min(this.low, loss);
    this.high = Math.max(this.high, loss);
  }
}

/** At most `most` points that look the same: of each stretch the lowest and the highest, in their order. */
export function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const stretches = Math.floor(most / 2);
  return Array.from({ length: stretches }, (_, i) => {
    const edge = (at: number) => Math.floor((at * points.length) / stretches);
    const stretch = points.slice(edge(i), edge(i + 1));
    const lowest = stretch.reduce((best, point) => (point[1] < best[1] ? point : best));
    const highest = stretch.reduce((best, point) => (point[1] > best[1] ? point : best));
    return lowest[0] < highest[0] ? [lowest, highest] : [highest, lowest];
  }).flat();
}
