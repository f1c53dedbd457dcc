import type { Json } from './json.ts';
import type { NamedTensors } from './stored-tensor.ts';

/** All that a run needs to continue at a step. */
export interface Checkpoint {
  /** Optimizer steps done; a non-negative integer, the checkpoint's name in its store. */
  readonly step: number;
  /** The model's parameters. */
  readonly model: NamedTensors;
  /** The optimizer's moments and other device state; absent in a checkpoint that is only for use. */
  readonly optimizer?: NamedTensors;
  /** The rest: random keys, data position, loss scale, journal. */
  readonly state: Json;
}

/**
 * Where a run keeps its checkpoints: a folder, a browser's private file system, memory. A store has one writer.
 *
 * Saving is atomic: after a crash at any moment each step is either there whole or absent, and what was saved before
 * is intact. Several `save` calls in flight are done one after the other.
 */
export interface CheckpointStore {
  /**
   * Saves durably and makes it the latest; a checkpoint of the same step is replaced. The tensors are the store's until
   * the promise settles.
   * @throws DiskFullError when there is no room; what was saved before is whole
   */
  save(checkpoint: Checkpoint): Promise<void>;
  /** @throws InvalidInputError when there is no such step, or its data is torn or unreadable; the message names it */
  load(step: number): Promise<Checkpoint>;
  /** The step saved last, or undefined when the store is empty. Not always the highest: a run may have gone back. */
  latest(): Promise<number | undefined>;
  /** The steps that can be loaded, ascending. */
  list(): Promise<readonly number[]>;
}
