import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { InvalidInputError, showValue } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { textFiles } from '@oneday/data/node';
import { PATTERNS } from '@oneday/tokenizer';
import type { TrainingProgress } from '@oneday/tokenizer';
import { Option } from 'commander';
import type { Command } from 'commander';
import { formatBytes, formatCount, formatSeconds } from '../../format.ts';
import { collect, integer } from '../../options.ts';
import { openOutput } from '../../output.ts';
import { openProgress } from '../../progress.ts';
import type { Progress } from '../../progress.ts';
import { MODELS, trainModel } from './train-models.ts';
import type { ModelName, ModelOptions } from './train-models.ts';

interface TrainOptions extends ModelOptions {
  readonly model: ModelName;
  readonly out: string;
  readonly json?: boolean;
}

/** Adds `oneday tokenizer train`. */
export function addTokenizerTrain(tokenizer: Command): void {
  tokenizer.command('train')
    .description('Learns a tokenizer from texts and writes it as tokenizer.json.')
    .argument('<files...>', 'UTF-8 texts: files, folders, or patterns in quotes')
    .addOption(new Option('--model <model>', 'bpe: bytes that merge, as GPT-2; wordpiece: as BERT; unigram: as T5; ' +
      'wordlevel: whole words; char: the characters of the texts').choices(MODELS).default('bpe'))
    .option('--vocab-size <count>', 'tokens, special ones included; for all but char', integer(2))
    .option('--special <token>', 'special token, e.g. <|endoftext|>; may be repeated', collect)
    .option('--min-frequency <count>', 'a pair or word must occur so often to become a token (default: 2)', integer(0))
    .addOption(new Option('--pattern <name>', 'what cuts texts for a bpe (default: gpt2)')
      .choices(Object.keys(PATTERNS)))
    .option('--cased', 'a wordpiece keeps case and accents')
    .requiredOption('--out <file>', 'file to write, which must not exist')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Example:
  $ oneday tokenizer train --vocab-size 4096 --out tokenizer.json 'books/*.txt'
  $ oneday tokenizer train --model wordpiece --vocab-size 30000 --out tokenizer.json 'books/*.txt'
`)
    .action((files: readonly string[], options: TrainOptions) => train(files, options));
}

async function train(files: readonly string[], { model, out, json, ...options }: TrainOptions): Promise<void> {
  if (existsSync(out)) {
    throw new InvalidInputError(`tokenizer ${showValue(out)}: it exists already; name a new file with --out`);
  }
  const output = openOutput(json);
  const start = performance.now();
  using progress = openProgress(output);
  const read = { bytes: 0 };
  const tokenizer = await trainModel(model, counted(files, read), options, { onProgress: reporter(progress) });
  progress[Symbol.dispose]();
  write(out, tokenizer);
  const seconds = (performance.now() - start) / 1000;
  const { vocabSize } = tokenizer;
  output.result({ out, model, vocabSize, specialTokens: tokenizer.specialTokens, bytes: read.bytes, seconds }, [
    `${formatCount(vocabSize)} tokens from ${formatBytes(read.bytes)} of text in ${formatSeconds(seconds)}`,
    `tokenizer in ${out}`,
  ]);
}

function reporter(progress: Progress): (event: TrainingProgress) => void {
  return (event) => {
    if (event.phase === 'counting') {
      progress.report(0, `counting: ${formatBytes(event.bytes)}, ${formatCount(event.distinctPieces)} distinct words`);
      return;
    }
    const { phase, tokens, vocabSize } = event;
    const done = phase === 'merging' ? tokens / vocabSize : vocabSize / Math.max(vocabSize, tokens);
    progress.report(done, `${phase}: ${formatCount(tokens)} of ${formatCount(vocabSize)} tokens`);
  };
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
