/** Downloads that go on where they stopped and are kept only when they are whole. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { InvalidInputError, OnedayError } from '@oneday/core';
import { describeDiskError } from './disk-error.ts';
import { fetchFrom, shown } from './package-index.ts';
import type { IndexFile } from './package-index.ts';

/** A file without a size in the index may have this many bytes. */
const MOST_BYTES = 4 * 2 ** 30;

/** Told how many bytes are there, and how many there will be where that is known. */
export type DownloadProgress = (bytes: number, total: number | undefined) => void;

/**
 * Downloads `file` to `path`, unless it is there already. What came so far waits beside it as `<path>.part`; a later
 * call goes on from there.
 *
 * @throws InvalidInputError when what came has another sha256 or size than the index says; it is removed
 * @throws OnedayError when the server does not answer or the connection breaks @throws DiskFullError
 */
export async function download(file: IndexFile, path: string, onProgress: DownloadProgress = () => {}): Promise<void> {
  if (existsSync(path) && (await sha256Of(path)) === file.sha256) return;
  const part = `${path}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    await fetchRest(file, part, onProgress);
  } catch (error) {
    throw describeDiskError(error, part);
  }
  const sha256 = await sha256Of(part);
  if (sha256 !== file.sha256) {
    rmSync(part, { force: true });
    const digests = `the index says ${file.sha256.slice(0, 12)}…, the file has ${sha256.slice(0, 12)}…`;
    throw new InvalidInputError(`${file.filename}: bad sha256: ${digests}; it was removed, run the command again`);
  }
  renameSync(part, path);
}

async function fetchRest(file: IndexFile, part: string, onProgress: DownloadProgress): Promise<void> {
  const most = file.bytes ?? MOST_BYTES;
  let have = existsSync(part) ? statSync(part).size : 0;
  if (have > most) {
    rmSync(part);
    have = 0;
  }
  if (have === file.bytes) return;
  const address = new URL(file.url);
  const response = await fetchFrom(address, have === 0 ? {} : { range: `bytes=${have}-` });
  // 416: nothing is left to come; the checksum tells whether what is there is the file.
  if (response.status === 416) return;
  if (!response.ok || response.body === null) {
    throw new OnedayError(`${file.filename}: ${shown(address)} answers ${response.status}; try again later`);
  }
  if (response.status !== 206) have = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      have += chunk.length;
      if (have > most) return done(new InvalidInputError(`${file.filename}: more than the ${most} bytes of the index`));
      onProgress(have, file.bytes);
      done(null, chunk);
    },
  });
  const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  await pipeline(body, counter, createWriteStream(part, { flags: response.status === 206 ? 'a' : 'w' }));
  if (file.bytes !== undefined && have < file.bytes) {
    throw new OnedayError(`${file.filename}: the connection ended after ${have} of ${file.bytes} bytes; run it again`);
  }
}

/** The sha256 of a file, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
