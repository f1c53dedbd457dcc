/** Which checkpoints of a run stay. */
export interface RetentionRule {
  /** So many in all, the one just saved included. */
  readonly keepLast: number;
  /** Besides, the first at or after each multiple of so many steps. */
  readonly keepEverySteps?: number | undefined;
}

/**
 * The steps that a store removes after it has saved one. The one just saved stays, and of the others those that it
 * most likely has to fall back to: steps below it, the highest first, before those above it, which are of a future
 * that the run went back from.
 *
 * @param steps all that are there, ascending, `saved` among them
 */
export function stepsToRemove(
  steps: readonly number[], saved: number, { keepLast, keepEverySteps }: RetentionRule,
): number[] {
  const milestones = keepEverySteps === undefined ? [] : firstOfEach(steps, keepEverySteps);
  const others = steps.filter((step) => step !== saved);
  const [below, above] = [others.filter((step) => step < saved), others.filter((step) => step > saved)];
  const last = new Set([...below.reverse(), ...above.reverse()].slice(0, keepLast - 1));
  return others.filter((step) => !last.has(step) && !milestones.includes(step));
}

/** The first step at or after each multiple of `every`, 0 left out. */
function firstOfEach(steps: readonly number[], every: number): number[] {
  const multipleOf = (step: number) => Math.floor(step / every);
  return steps.filter((step, i) => multipleOf(step) > 0 && multipleOf(step) !== multipleOf(steps[i - 1] ?? 0));
}
