/**
 * Streams a large text from a file into token shards, and batches out of the shards, and reports how much memory the
 * process had before, at most and after.
 *
 *   npm run build && node tools/bench/streaming-memory.mjs --gigabytes 2
 *
 * The last line of standard output is one JSON object. Exit codes: 0 done, 1 failed or memory grew beyond the bound,
 * 2 wrong usage.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { causal, pipeline, rx, shuffledRows, textsOf, tokenize } from '@oneday/data';
import { openShards, textFiles, writeShards } from '@oneday/data/node';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import { filter } from 'rxjs';

const MEBIBYTE = 2 ** 20;
const GIGABYTE = 1e9;

/** Resident memory that may be added after a first small run, in bytes: V8 collects garbage when it likes. */
const BOUND_BYTES = 192 * MEBIBYTE;

const { values } = parseArgs({
  options: { gigabytes: { type: 'string', default: '2' }, folder: { type: 'string', default: tmpdir() } },
});
const gigabytes = Number(values.gigabytes);
if (!(gigabytes > 0)) {
  console.error(`streaming-memory: --gigabytes must be a positive number; got ${values.gigabytes}`);
  process.exit(2);
}

/** Some kilobytes of text that look different from line to line, so that a tokenizer has work to do. */
function lines(count, from) {
  const words = 'the of and to in is you that it he was for on are as with his they at be 我 喜欢 吃 苹果'.split(' ');
  return Array.from({ length: count }, (_, line) =>
    Array.from({ length: 12 }, (__, word) => words[((from + line) * 7 + word * word * 5) % words.length]).join(' '),
  ).join('\n');
}

/** Writes at least so many bytes, in whole blocks of lines, and gives their number. */
function writeText(path, bytes) {
  const blocks = Array.from({ length: 8 }, (_, block) => Buffer.from(`${lines(5000, block * 5000)}\n`));
  const file = openSync(path, 'w');
  let written = 0;
  for (let block = 0; written < bytes; block += 1) written += writeSync(file, blocks[block % blocks.length]);
  closeSync(file);
  return written;
}

const rss = () => process.memoryUsage.rss();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** Bytes that nothing can free, in the heap and outside of it. */
function bytesInUse() {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const mebibytes = (bytes) => `${(bytes / MEBIBYTE).toFixed(0)} MiB`;

/** Follows the process's memory while something runs. */
async function watched(name, work) {
  const inUseBefore = bytesInUse();
  const before = rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, rss())), 50);
  const started = performance.now();
  const result = await work();
  clearInterval(timer);
  const seconds = (performance.now() - started) / 1000;
  const report = { before, peak, after: rss(), inUseBefore, inUseAfter: bytesInUse(), seconds };
  const resident = `resident ${mebibytes(before)} before, ${mebibytes(peak)} at most, ${mebibytes(report.after)} after`;
  const inUse = `in use ${mebibytes(inUseBefore)} before, ${mebibytes(report.inUseAfter)} after`;
  console.log(`${name}: ${seconds.toFixed(1)} s, ${resident}; ${inUse}`);
  return { result, report };
}

const folder = mkdtempSync(join(values.folder, 'oneday-streaming-'));
try {
  const text = join(folder, 'text.txt');
  const size = writeText(text, gigabytes * GIGABYTE);
  const sample = join(folder, 'sample.txt');
  writeText(sample, 4 * MEBIBYTE);
  const tokenizer = await trainByteLevelBpe(textsOf(textFiles(sample)), {
    vocabSize: 1024,
    specialTokens: ['<|endoftext|>'],
  });
  const documents = (path) => pipeline(
    textFiles(path),
    rx(filter((document) => document.text.length > 1)),
    tokenize(tokenizer, { end: tokenizer.specialTokens['<|endoftext|>'] }),
  );
  // The same way with the sample first: code is compiled and buffers have their size when measuring begins.
  await writeShards(documents(sample), { folder: join(folder, 'warm'), tokenizer });

  const shardFolder = join(folder, 'shards');
  const target = { folder: shardFolder, tokenizer };
  const written = await watched('text to shards', () => writeShards(documents(text), target));
  const opened = await watched('checksums', () => openShards(shardFolder, { tokenizer }));
  const shards = opened.result;
  const batches = pipeline(shuffledRows(shards, { time: 256, seed: 1 }), causal({ batch: 32 }));
  const count = Math.min(20_000, Math.floor(shards.tokenCount / (32 * 256)));
  const read = await watched(`${count} batches`, async () => {
    for (let batch = 0; batch < count; batch += 1) await batches.next();
  });
  await shards[Symbol.asyncDispose]();

  const growth = Math.max(...[written, opened, read].map(({ report }) => report.peak)) - written.report.before;
  const passed = growth <= BOUND_BYTES;
  const allowed = `${mebibytes(BOUND_BYTES)} allowed`;
  if (!passed) console.error(`streaming-memory: memory grew by ${mebibytes(growth)}; ${allowed}`);
  console.log(JSON.stringify({
    bytes: size,
    tokens: shards.tokenCount,
    documents: shards.documentCount,
    megabytesPerSecond: size / 1e6 / written.report.seconds,
    checksumMegabytesPerSecond: (shards.tokenCount * 2) / 1e6 / opened.report.seconds,
    tokensPerSecondRead: (count * 32 * 256) / read.report.seconds,
    residentBytesGrowth: growth,
    passed,
    write: written.report,
    verify: opened.report,
    read: read.report,
  }));
  process.exitCode = passed ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
