import type { Stream } from '@oneday/core';
import type { Chunk, TextDocument } from '@oneday/data';

/** A text and the names that a split goes by. */
export interface SourceText {
  readonly text: string;
  /** Path of the file. */
  readonly source: string;
  /** The npm package that it came with; absent for a file that the user named. */
  readonly package?: string;
}

/** One side of the split. */
export interface CorpusPart {
  /** UTF-8 bytes of all documents. */
  readonly bytes: number;
  /** The documents, long ones in pieces, from the beginning at each call. */
  documents(): Stream<Chunk<TextDocument>>;
}

/**
 * What keeps the two sides apart: no package has files on both, no file has text on both, or the two are the beginning
 * and the end of each file.
 */
export type SplitBy = 'package' | 'file' | 'position';

/** Text to train on and text to be scored on, which share no document. */
export interface HeldOutSplit {
  readonly training: CorpusPart;
  readonly heldOut: CorpusPart;
  readonly splitBy: SplitBy;
}

/** What was found and left out. */
export interface CorpusReport {
  /** The `node_modules` folder, or the paths and patterns that were named. */
  readonly origin: string;
  /** Packages with text in the corpus; 0 when files were named. */
  readonly packages: number;
  /** Files whose text is in the corpus. */
  readonly files: number;
  /** Files whose text another file has too. */
  readonly duplicates: number;
  /** Paragraphs dropped because an earlier document has them: mostly licences and headings of changelogs. */
  readonly repeatedParagraphs: number;
  /** UTF-8 bytes of those. */
  readonly repeatedBytes: number;
  /** Files left out because they are licences, notices or lists of people. */
  readonly licences: number;
  /** Files left out because they are empty, binary or not UTF-8. */
  readonly notText: number;
  /** Files left out because of their size. */
  readonly tooLarge: number;
  /** Files and folders that could not be read. */
  readonly unreadable: number;
}

/** The text of a recipe, and how it was found. */
export interface QuickstartCorpus extends HeldOutSplit {
  readonly report: CorpusReport;
}
