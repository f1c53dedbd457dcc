/** One text of a corpus, or a piece of one that is too long to be handled at once. */
export interface TextDocument {
  readonly text: string;
  /** Where the text comes from, e.g. the path of its file. Errors name it, and a split by source looks at it. */
  readonly source?: string;
  /** True for a piece of a longer text that goes on in the next item; absent or false at a text's end. */
  readonly continues?: boolean;
}
