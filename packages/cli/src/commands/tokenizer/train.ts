import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { InvalidInputError, showValue } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { textFiles } from '@oneday/data/node';
import { characterTokenizer, trainByteLevelBpe } from '@oneday/tokenizer';
import type { TrainingProgress } from '@oneday/tokenizer';
import { Option } from 'commander';
import type { Command } from 'commander';
import { formatBytes, formatCount, formatSeconds } from '../../format.ts';
import { collect, integer } from '../../options.ts';
import { openOutput } from '../../output.ts';
import { openProgress } from '../../progress.ts';
import type { Progress } from '../../progress.ts';

interface TrainOptions {
  readonly kind: 'bpe' | 'char';
  readonly vocabSize?: number;
  readonly special?: readonly string[];
  readonly minFrequency: number;
  readonly out: string;
  readonly json?: boolean;
}

/** Adds `oneday tokenizer train`. */
export function addTokenizerTrain(tokenizer: Command): void {
  tokenizer.command('train')
    .description('Learns a tokenizer from texts and writes it as tokenizer.json.')
    .argument('<files...>', 'UTF-8 texts: files, folders, or patterns in quotes')
    .addOption(new Option('--kind <kind>', 'bpe: byte-level BPE; char: the characters of the texts')
      .choices(['bpe', 'char']).default('bpe'))
    .option('--vocab-size <count>', 'tokens of a bpe, the 256 bytes and special tokens included', integer(257))
    .option('--special <token>', 'special token, e.g. <|endoftext|>; may be repeated', collect)
    .option('--min-frequency <count>', 'a pair must occur so often to become a token', integer(0), 2)
    .requiredOption('--out <file>', 'file to write, which must not exist')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Example:
  $ oneday tokenizer train --vocab-size 4096 --out tokenizer.json 'books/*.txt'
`)
    .action((files: readonly string[], options: TrainOptions) => train(files, options));
}

async function train(files: readonly string[], options: TrainOptions): Promise<void> {
  const { kind, out, json } = options;
  if (existsSync(out)) {
    throw new InvalidInputError(`tokenizer ${showValue(out)}: it exists already; name a new file with --out`);
  }
  const output = openOutput(json);
  const start = performance.now();
  using progress = openProgress(output);
  const read = { bytes: 0 };
  const texts = counted(files, read);
  const tokenizer = kind === 'char' ? await characters(texts, options) : await bpe(texts, options, progress);
  progress[Symbol.dispose]();
  write(out, tokenizer);
  const seconds = (performance.now() - start) / 1000;
  const { vocabSize } = tokenizer;
  output.result({ out, kind, vocabSize, specialTokens: tokenizer.specialTokens, bytes: read.bytes, seconds }, [
    `${formatCount(vocabSize)} tokens from ${formatBytes(read.bytes)} of text in ${formatSeconds(seconds)}`,
    `tokenizer in ${out}`,
  ]);
}

function bpe(
  texts: AsyncIterable<string>, { vocabSize, special = [], minFrequency }: TrainOptions, progress: Progress,
): Promise<Tokenizer> {
  if (vocabSize === undefined) throw new InvalidInputError('tokenizer train: a bpe needs --vocab-size, e.g. 4096');
  const onProgress = (event: TrainingProgress) => {
    if (event.phase === 'counting') {
      progress.report(0, `counting: ${formatBytes(event.bytes)}, ${formatCount(event.distinctPieces)} distinct words`);
    } else {
      const { tokens } = event;
      progress.report(tokens / vocabSize, `merging: ${formatCount(tokens)} of ${formatCount(vocabSize)} tokens`);
    }
  };
  return trainByteLevelBpe(texts, { vocabSize, specialTokens: special, minFrequency, onProgress });
}

async function characters(texts: AsyncIterable<string>, { vocabSize, special }: TrainOptions): Promise<Tokenizer> {
  if (vocabSize !== undefined || special !== undefined) {
    const rule = 'the characters are those of the texts; leave out --vocab-size and --special';
    throw new InvalidInputError(`tokenizer train: ${rule}`);
  }
  const found = new Set<string>();
  for await (const text of texts) for (const character of text) found.add(character);
  return characterTokenizer([...found].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!));
}

/** The texts, their bytes counted. */
async function* counted(patterns: readonly string[], read: { bytes: number }): AsyncGenerator<string, void> {
  await using source = textFiles(patterns);
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    for (const { text } of chunk) {
      read.bytes += Buffer.byteLength(text);
      yield text;
    }
  }
}

/** Whole or not at all. */
function write(path: string, tokenizer: Tokenizer): void {
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(tokenizer.toJSON())}\n`);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new InvalidInputError(`tokenizer ${showValue(path)}: it cannot be written: ${code}`, { cause });
  }
}
