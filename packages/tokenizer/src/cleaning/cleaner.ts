/** One step of cleaning: a function from text to text that says what it changes. */
export interface Cleaner {
  (text: string): string;
  /** What it changes, in one sentence without a full stop. */
  readonly changes: string;
}

/** Makes a step of cleaning, for steps of one's own too. */
export function cleaner(changes: string, clean: (text: string) => string): Cleaner {
  return Object.assign((text: string) => clean(text), { changes });
}

/** Steps one after the other as one; what it changes is what they change, in their order. */
export function cleanInOrder(...steps: readonly Cleaner[]): Cleaner {
  const changes = steps.map((step) => step.changes).join('; then ');
  return cleaner(changes, (text) => steps.reduce((cleaned, step) => step(cleaned), text));
}
