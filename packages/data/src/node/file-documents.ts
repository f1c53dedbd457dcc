import { InvalidInputError, isJsonObject, showValue, siteWords } from '@oneday/core';
import type { Json, JsonObject, Stream } from '@oneday/core';
import type { Chunk } from '../chunk.ts';
import { isCount } from '../count.ts';
import { checkPositiveIntegers } from '../positive-integer.ts';
import type { TextDocument } from '../text-document.ts';
import type { FileRange } from './file-range.ts';
import { TextFileReader } from './text-file-reader.ts';

/** Text in one chunk, in bytes of its files, after which no more documents are added. */
const CHUNK_BYTES = 2 ** 20;

/**
 * What a format makes of the bytes [offset, to): at most `most` documents, and the offset after them. A document begins
 * at both.
 */
export type ReadDocuments = (
  file: TextFileReader,
  offset: number,
  to: number,
  most: number,
) => Promise<{ readonly documents: readonly TextDocument[]; readonly end: number }>;

/** A place between two documents. */
interface Place extends JsonObject {
  readonly file: number;
  readonly offset: number;
  /** Two hashes of all paths, sizes and ranges. */
  readonly files: readonly [number, number];
}

/**
 * The documents of files one after the other, as a stream. Nothing is looked at before the first `next` or `restore`;
 * then one file is open at a time, and memory holds one chunk.
 *
 * The state is the number of the file, the byte in it, and a hash of all paths and sizes, so that it is refused where
 * the files are others; null before anything was read.
 *
 * @param findRanges finds the files, once
 * @param chunk most documents in a chunk; a chunk ends earlier after a mebibyte of text
 * @param onRead told after each chunk how many bytes of all ranges are behind
 */
export function fileDocuments(
  findRanges: () => Promise<readonly FileRange[]>,
  chunk: number,
  read: ReadDocuments,
  onRead: (bytes: number) => void = () => {},
): Stream<Chunk<TextDocument>> {
  checkPositiveIntegers('text files', { chunk });
  let found: { readonly files: readonly FileRange[]; readonly hash: readonly [number, number] } | undefined;
  let place: Place | null = null;
  let reader: TextFileReader | undefined;

  async function find() {
    if (found === undefined) {
      const files = await findRanges();
      const facts = files.map(({ path, bytes, from, to }) => (
        from === 0 && to === bytes ? `${path}\0${bytes}` : `${path}\0${bytes}\0${from}\0${to}`
      ));
      found = { files, hash: siteWords(facts.join('\0')) };
    }
    return found;
  }

  async function close(): Promise<void> {
    const closing = reader;
    reader = undefined;
    await closing?.[Symbol.asyncDispose]();
  }

  /** After a failure the next call begins at `place` again, which may be in another file. */
  async function readFrom(file: FileRange, offset: number, most: number) {
    try {
      reader ??= await TextFileReader.open(file);
      return await read(reader, offset, file.to, most);
    } catch (cause) {
      await close();
      throw cause;
    }
  }

  return {
    async next() {
      const { files, hash } = await find();
      let { file, offset } = place ?? { file: 0, offset: files[0]?.from ?? 0 };
      const documents: TextDocument[] = [];
      for (let bytes = 0; file < files.length && documents.length < chunk && bytes < CHUNK_BYTES;) {
        if (offset >= files[file]!.to) {
          await close();
          [file, offset] = [file + 1, files[file + 1]?.from ?? 0];
          continue;
        }
        const result = await readFrom(files[file]!, offset, chunk - documents.length);
        documents.push(...result.documents);
        bytes += result.end - offset;
        offset = result.end;
      }
      place = { file, offset, files: hash };
      onRead(bytesBefore(files, place));
      return documents.length > 0 ? documents : undefined;
    },
    state: () => place,
    async restore(state) {
      await close();
      if (state === null) {
        place = null;
        return;
      }
      const { files, hash } = await find();
      place = placeOf(state, files, hash);
    },
    async [Symbol.asyncDispose]() {
      await close();
    },
  };
}

/** Bytes of all ranges before a place. */
function bytesBefore(files: readonly FileRange[], { file, offset }: Place): number {
  const passed = files.slice(0, file).reduce((sum, { from, to }) => sum + to - from, 0);
  return passed + (files[file] === undefined ? 0 : offset - files[file].from);
}

function placeOf(state: Json, files: readonly FileRange[], hash: readonly [number, number]): Place {
  const { file, offset, files: had } = isJsonObject(state) ? state : {};
  if (!isCount(file) || !isCount(offset) || !Array.isArray(had)) {
    throw new InvalidInputError(`restore: file, offset and files of text files expected; got ${showValue(state)}`);
  }
  if (had[0] !== hash[0] || had[1] !== hash[1]) {
    throw new InvalidInputError('restore: the text files are not those of the state: paths or sizes changed');
  }
  const { from, to } = files[file] ?? { from: 0, to: 0 };
  if (file > files.length || offset < from || offset > to) {
    throw new InvalidInputError(`restore: there is no byte ${offset} in file ${file} of ${files.length}`);
  }
  return { file, offset, files: hash };
}
