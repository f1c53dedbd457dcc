import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { utf8ByteLength } from '@oneday/core';
import type { Stream } from '@oneday/core';
import type { Chunk, TextDocument } from '@oneday/data';

/** What one look at a file tells. */
export interface ScannedFile {
  readonly source: string;
  /** UTF-8 bytes of its documents. */
  readonly bytes: number;
  /** UTF-16 units of its documents. */
  readonly units: number;
}

/** Files without those whose text came before. */
export interface ScannedFiles {
  /** In the order of the stream. */
  readonly files: readonly ScannedFile[];
  readonly duplicates: number;
}

/** What is known of a file while it is read. */
interface OpenFile {
  readonly source: string;
  readonly hash: Hash;
  bytes: number;
  units: number;
}

/**
 * Reads all documents once: the sizes of their files, and which files have the text of an earlier one, by SHA-256.
 * Memory holds a few numbers a file. The stream is disposed of.
 *
 * @throws InvalidInputError as the stream does, e.g. where a file is no text
 */
export async function scanFiles(documents: Stream<Chunk<TextDocument>>): Promise<ScannedFiles> {
  await using stream = documents;
  const files: ScannedFile[] = [];
  const seen = new Set<string>();
  let duplicates = 0;
  let open: OpenFile | undefined;

  function close(): void {
    if (open === undefined) return;
    const { source, hash, bytes, units } = open;
    const digest = hash.digest('base64');
    if (seen.has(digest)) duplicates += 1;
    else files.push({ source, bytes, units });
    seen.add(digest);
    open = undefined;
  }

  for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) {
    for (const { text, source, continues } of chunk) {
      if (open?.source !== source) {
        close();
        open = { source: source!, hash: createHash('sha256'), bytes: 0, units: 0 };
      }
      open!.hash.update(text);
      // No text has a zero byte, so it tells documents apart.
      if (continues !== true) open!.hash.update('\0');
      open!.bytes += utf8ByteLength(text);
      open!.units += text.length;
    }
  }
  close();
  return { files, duplicates };
}
