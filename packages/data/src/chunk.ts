/** What travels on the spine of a pipeline: some items at once, because each `next` costs a promise. */
export type Chunk<T> = readonly T[];

/** Items in a chunk where nothing says otherwise. */
export const ITEMS_PER_CHUNK = 128;
