import type { Stream } from '@oneday/core';
import { ITEMS_PER_CHUNK } from '../chunk.ts';
import type { Chunk } from '../chunk.ts';
import type { TextDocument } from '../text-document.ts';
import type { TextPart } from '../text-part.ts';
import { fileDocuments } from './file-documents.ts';
import type { ReadDocuments } from './file-documents.ts';
import { rangesOfPart, wholeFile } from './file-range.ts';
import type { FileRange } from './file-range.ts';
import { findFiles } from './find-files.ts';
import type { JsonlOptions } from './jsonl.ts';
import { readLines } from './jsonl.ts';
import type { TextFileOptions } from './text-files.ts';
import { readPieces } from './text-files.ts';

/** Options of `textDocuments`. */
export interface TextDocumentOptions extends TextFileOptions, JsonlOptions {
  /** Only the documents that begin in this part of the bytes of all files. Absent: all. */
  readonly part?: TextPart;
  /** Only files whose path it takes. Absent: all. */
  readonly accept?: (path: string) => boolean;
  /** Told after each chunk how many bytes of the files are behind. */
  readonly onRead?: (bytes: number) => void;
}

/**
 * The documents of files in any form: the lines of `.jsonl` files as `jsonl` reads them, every other file as a text as
 * `textFiles` does.
 *
 * @param patterns as for `textFiles`
 * @throws InvalidInputError as those two do
 */
export function textDocuments(
  patterns: string | readonly string[],
  options: TextDocumentOptions = {},
): Stream<Chunk<TextDocument>> {
  const [lines, pieces] = [readLines(options), readPieces(options.pieceBytes)];
  const read: ReadDocuments = (file, ...range) => (isJsonl(file.path) ? lines : pieces)(file, ...range);
  const find = () => findRanges(patterns, options);
  return fileDocuments(find, options.chunk ?? ITEMS_PER_CHUNK, read, options.onRead);
}

async function findRanges(
  patterns: string | readonly string[],
  { part, accept = () => true }: Pick<TextDocumentOptions, 'part' | 'accept'>,
): Promise<FileRange[]> {
  const files = (await findFiles(patterns)).filter(({ path }) => accept(path));
  return part === undefined ? files.map(wholeFile) : rangesOfPart(files, part, isJsonl);
}

/** Files that texts are read from. */
export interface FoundTexts {
  readonly paths: readonly string[];
  /** Of all that is read from them. */
  readonly bytes: number;
}

/** The files that `textDocuments` reads, without reading them. @throws InvalidInputError as it does */
export async function findTexts(
  patterns: string | readonly string[],
  options: Pick<TextDocumentOptions, 'part' | 'accept'> = {},
): Promise<FoundTexts> {
  const ranges = await findRanges(patterns, options);
  return { paths: ranges.map(({ path }) => path), bytes: ranges.reduce((sum, { from, to }) => sum + to - from, 0) };
}

function isJsonl(path: string): boolean {
  return /\.jsonl$/iu.test(path);
}
