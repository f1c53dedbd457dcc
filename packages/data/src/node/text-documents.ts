import { InvalidInputError, showValue } from '@oneday/core';
import type { Stream } from '@oneday/core';
import { ITEMS_PER_CHUNK } from '../chunk.ts';
import type { Chunk } from '../chunk.ts';
import type { TextDocument } from '../text-document.ts';
import type { TextPart } from '../text-part.ts';
import { fileDocuments } from './file-documents.ts';
import type { ReadDocuments } from './file-documents.ts';
import { rangesOfPart, wholeFile } from './file-range.ts';
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
  { part, accept = () => true, ...options }: TextDocumentOptions = {},
): Stream<Chunk<TextDocument>> {
  const [lines, pieces] = [readLines(options), readPieces(options.pieceBytes)];
  const read: ReadDocuments = (file, ...range) => (isJsonl(file.path) ? lines : pieces)(file, ...range);

  async function find() {
    const files = (await findFiles(patterns)).filter(({ path }) => accept(path));
    return part === undefined ? files.map(wholeFile) : rangesOfPart(files, part, isJsonl);
  }

  return fileDocuments(find, options.chunk ?? ITEMS_PER_CHUNK, read);
}

/** Size of all files that `textDocuments` reads, in bytes: what progress is measured by. */
export async function textBytes(
  patterns: string | readonly string[],
  { part }: Pick<TextDocumentOptions, 'part'> = {},
): Promise<number> {
  const files = await findFiles(patterns);
  const ranges = part === undefined ? files.map(wholeFile) : await rangesOfPart(files, part, isJsonl);
  if (ranges.length > 0) return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const rule = `no text begins in part ${part!.number} of ${part!.count}`;
  throw new InvalidInputError(`text files ${showValue(patterns)}: ${rule}; use fewer parts`);
}

function isJsonl(path: string): boolean {
  return /\.jsonl$/iu.test(path);
}
