import { InvalidInputError } from '@oneday/core';
import type { Checkpoint, CheckpointStore } from '@oneday/core';

/** What {@link latestCheckpoint} found. */
export interface LatestCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Why later ones were not taken: torn, damaged. To be told to whoever resumes. */
  readonly refused: readonly InvalidInputError[];
}

/**
 * The checkpoint to resume from: the one saved last, or where that is torn or damaged the nearest one before it that is
 * whole. Steps after the one saved last are of a future that the run went back from, and are not taken.
 *
 * @returns undefined when the store is empty
 * @throws InvalidInputError when there are checkpoints and none of them can be used
 */
export async function latestCheckpoint(store: CheckpointStore): Promise<LatestCheckpoint | undefined> {
  const refused: InvalidInputError[] = [];
  const attempt = async <T>(operation: Promise<T>): Promise<T | undefined> => {
    try {
      return await operation;
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      refused.push(error);
      return undefined;
    }
  };
  // Without a readable note of which was saved last, it is the highest.
  const latest = await attempt(store.latest()) ?? Infinity;
  const steps = (await store.list()).filter((step) => step <= latest);
  for (const step of [...steps].reverse()) {
    const checkpoint = await attempt(store.load(step));
    if (checkpoint !== undefined) return { checkpoint, refused };
  }
  if (refused.length === 0) return undefined;
  throw new InvalidInputError(`no checkpoint can be used: ${refused.map(({ message }) => message).join('; ')}`);
}
