import type { TextPart } from '../text-part.ts';
import type { FoundFile } from './find-files.ts';
import { TextFileReader } from './text-file-reader.ts';

/** The documents of a file that begin in [from, to), in bytes. */
export interface FileRange extends FoundFile {
  readonly from: number;
  readonly to: number;
}

/** All of a file. */
export function wholeFile(file: FoundFile): FileRange {
  return { ...file, from: 0, to: file.bytes };
}

const LINE_FEED = 0x0a;
/** Bytes that are searched for a line end at once. */
const SEARCHED_BYTES = 2 ** 16;

/**
 * The ranges of one part of a corpus. All files one after the other are cut into equal parts by bytes, and a document
 * is of the part that it begins in, so the parts in order are the corpus, each document once.
 *
 * @param hasLines tells of a file whose documents are its lines; others are one document each
 */
export async function rangesOfPart(
  files: readonly FoundFile[],
  { number, count }: TextPart,
  hasLines: (path: string) => boolean,
): Promise<FileRange[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const [start, end] = [number - 1, number].map((parts) => Math.floor((total * parts) / count)) as [number, number];
  const ranges: FileRange[] = [];
  let before = 0;
  for (const file of files) {
    const inside = (place: number) => Math.min(file.bytes, Math.max(0, place - before));
    const beginning = (place: number) => (hasLines(file.path) ? lineFrom(file, place) : place === 0 ? 0 : file.bytes);
    const [from, to] = [await beginning(inside(start)), await beginning(inside(end))];
    if (from < to) ranges.push({ ...file, from, to });
    before += file.bytes;
  }
  return ranges;
}

/** Where the first line begins that begins at `place` or after it; the file's size when none does. */
async function lineFrom(file: FoundFile, place: number): Promise<number> {
  if (place === 0 || place === file.bytes) return place;
  await using reader = await TextFileReader.open(file);
  for (let at = place - 1; at < file.bytes; at += SEARCHED_BYTES) {
    const feed = (await reader.read(at, SEARCHED_BYTES)).indexOf(LINE_FEED);
    if (feed >= 0) return at + feed + 1;
  }
  return file.bytes;
}
