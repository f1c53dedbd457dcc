import { availableParallelism } from 'node:os';
import { InvalidInputError } from '@oneday/core';
import { textFiles } from '@oneday/data/node';
import type { Command } from 'commander';
import { measureTokenizers } from '../bench/measure-tokenizers.ts';
import type { TokenizerTimes } from '../bench/measure-tokenizers.ts';
import { findReference } from '../bench/reference-tokenizers.ts';
import { formatBytes } from '../format.ts';
import { integer } from '../options.ts';
import { openOutput } from '../output.ts';

interface BenchTokenizerOptions {
  readonly rounds: number;
  readonly trainMegabytes: number;
  readonly megabytes: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** Adds `oneday bench tokenizer`. */
export function addBenchTokenizer(bench: Command): void {
  bench.command('tokenizer')
    .description('Times training and encoding, beside Hugging Face\'s library where the package tokenizers is there.')
    .argument('<files...>', 'UTF-8 texts')
    .option('--rounds <count>', 'how often each side is measured, in turn; the best counts', integer(1), 3)
    .option('--train-megabytes <count>', 'most text to train on, taken from all over the files', integer(1), 8)
    .option('--megabytes <count>', 'text to encode; the files are taken again until there is so much', integer(1), 60)
    .option('--threads <count>', 'threads where several can work', integer(1), availableParallelism())
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  $ oneday bench tokenizer --json README.md\n')
    .action(benchTokenizer);
}

async function benchTokenizer(files: readonly string[], options: BenchTokenizerOptions): Promise<void> {
  const output = openOutput(options.json);
  const bytes = await byteLength(files);
  if (bytes === 0) throw new InvalidInputError('bench tokenizer: there must be text; the files are empty');
  const reference = findReference();
  output.line(`${formatBytes(bytes)} of text; ${reference?.name ?? 'the package tokenizers is not installed here'}`);
  const { rounds, threads } = options;
  const encodeBytes = 1e6 * options.megabytes;
  // What has come before is no longer cold.
  const repeats = Math.max(1, encodeBytes / bytes);
  if (repeats > 1) output.line(`there is less text than is encoded: it comes ${repeats.toFixed(1)} times`);
  const times = await measureTokenizers({
    files, rounds, threads, trainBytes: 1e6 * options.trainMegabytes, encodeBytes, reference,
    onTimes: (measured) => output.line(lineOf(measured)),
  });
  const machine = { node: process.version, cores: availableParallelism() };
  output.result({ bytes, repeats, rounds, threads, reference: reference?.name ?? null, ...machine, times }, []);
}

function lineOf({ what, megabytesPerSecond, referenceMegabytesPerSecond, ratio }: TokenizerTimes): string {
  const ours = `${what.padEnd(24)}${megabytesPerSecond.toFixed(1).padStart(8)} MB/s`;
  if (referenceMegabytesPerSecond === undefined) return ours;
  return `${ours}, reference ${referenceMegabytesPerSecond.toFixed(2).padStart(7)} MB/s: ${ratio!.toFixed(1)}×`;
}

/** Reads the files once, which refuses those that are no text. */
async function byteLength(files: readonly string[]): Promise<number> {
  let bytes = 0;
  await using source = textFiles(files);
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    for (const { text } of chunk) bytes += Buffer.byteLength(text);
  }
  return bytes;
}
