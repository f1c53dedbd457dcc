/** Unpacks wheels, which are zip archives (PKWARE APPNOTE 6.3), without leaving their folder or filling the disk. */
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { InvalidInputError, showValue } from '@oneday/core';
import { describeDiskError } from './disk-error.ts';

const END_RECORD = 0x06054b50;
const CENTRAL_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65_535;
const MOST_ENTRIES = 100_000;
const MOST_DIRECTORY_BYTES = 64 * 2 ** 20;
const STORED = 0;
const DEFLATED = 8;

/** A file in the archive. */
interface Entry {
  readonly path: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly localOffset: number;
  /** Whether it is a program. */
  readonly isExecutable: boolean;
}

/** What to unpack, and how much at most. */
export interface UnpackOptions {
  /** Bytes of all unpacked files together. Default: 8 GiB. */
  readonly mostBytes?: number;
  /** Files to take; default: all. */
  readonly accepts?: (path: string) => boolean;
}

/**
 * Unpacks `wheel` into `folder`, which is made; files that are there are replaced. Names are checked before the first
 * byte is written.
 *
 * @returns the paths written, relative to the folder, with `/`
 * @throws InvalidInputError for a file that is no whole zip archive, is larger than allowed, or has a path that leaves
 * the folder @throws DiskFullError
 */
export async function unpackWheel(wheel: string, folder: string, options: UnpackOptions = {}): Promise<string[]> {
  const { mostBytes = 8 * 2 ** 30, accepts = () => true } = options;
  const file = await open(wheel, 'r');
  try {
    const entries = (await readDirectory(file, wheel)).filter(({ path }) => !path.endsWith('/') && accepts(path));
    entries.forEach(({ path }) => checkPath(wheel, path));
    const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > mostBytes) {
      throw new InvalidInputError(`${wheel}: unpacks to ${total} bytes; at most ${mostBytes} are allowed`);
    }
    for (const entry of entries) await unpackEntry(file, wheel, entry, join(folder, ...entry.path.split('/')));
    return entries.map(({ path }) => path);
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle, wheel: string): Promise<Entry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - END_BYTES - MOST_COMMENT_BYTES), size);
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END_RECORD) end--;
  if (end < 0) throw damaged(wheel, 'it has no end record, so it was cut short or is no zip archive');
  const count = tail.readUInt16LE(end + 10);
  const [directoryBytes, directoryOffset] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (count > MOST_ENTRIES || directoryBytes > MOST_DIRECTORY_BYTES || directoryOffset + directoryBytes > size) {
    throw damaged(wheel, 'its directory does not lie inside it');
  }
  const directory = await read(file, directoryOffset, directoryOffset + directoryBytes);
  const entries: Entry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL_ENTRY) {
      throw damaged(wheel, 'its directory is broken');
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    entries.push({
      path: directory.toString('utf8', at + 46, at + 46 + nameBytes!),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      localOffset: directory.readUInt32LE(at + 42),
      // The upper half of the external attributes is a mode of Unix.
      isExecutable: ((directory.readUInt32LE(at + 38) >>> 16) & 0o111) !== 0,
    });
    at += 46 + nameBytes! + extraBytes! + commentBytes!;
  }
  return entries;
}

function checkPath(wheel: string, path: string): void {
  const isSafe = /^[^\\:\0]+$/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part));
  if (!isSafe) throw damaged(wheel, `the path ${showValue(path)} would leave its folder`);
}

async function unpackEntry(file: FileHandle, wheel: string, entry: Entry, target: string): Promise<void> {
  const { path, method, packedBytes, bytes, localOffset, isExecutable } = entry;
  if (method !== STORED && method !== DEFLATED) throw damaged(wheel, `${path} is packed by method ${method}`);
  const { size } = await file.stat();
  const local = await read(file, localOffset, Math.min(localOffset + 30, size));
  if (local.length < 30 || local.readUInt32LE(0) !== LOCAL_ENTRY) throw damaged(wheel, `${path} has no header`);
  const start = localOffset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (start + packedBytes > size) throw damaged(wheel, `${path} lies beyond its end`);
  let written = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      written += chunk.length;
      done(written > bytes ? damaged(wheel, `${path} is larger than its directory says`) : null, chunk);
    },
  });
  try {
    mkdirSync(dirname(target), { recursive: true });
    const sink = createWriteStream(target, { mode: isExecutable ? 0o755 : 0o644 });
    if (packedBytes === 0) await pipeline([], sink);
    else {
      const source = createReadStream(wheel, { start, end: start + packedBytes - 1 });
      if (method === STORED) await pipeline(source, counter, sink);
      else await pipeline(source, createInflateRaw(), counter, sink);
    }
  } catch (error) {
    const isPacking = String((error as NodeJS.ErrnoException).code).startsWith('Z_');
    throw isPacking ? damaged(wheel, `${path} does not unpack`) : describeDiskError(error, target);
  }
  if (written !== bytes) throw damaged(wheel, `${path} has ${written} bytes, its directory says ${bytes}`);
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}

function damaged(wheel: string, reason: string): InvalidInputError {
  return new InvalidInputError(`${wheel}: damaged: ${reason}; remove it and run the command again`);
}
