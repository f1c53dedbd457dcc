import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tokenizer } from '@oneday/core';
import { openPrepared, openShards, preparedLayout } from '@oneday/data/node';
import type { OpenShardOptions, TokenShards } from '@oneday/data/node';
import type { Command } from 'commander';
import { formatBytes, formatCount } from '../../format.ts';
import { integer } from '../../options.ts';
import { openOutput } from '../../output.ts';
import { openProgress } from '../../progress.ts';
import { readTokenizer } from '../../read-tokenizer.ts';
import { describeSide, sideRecord } from './describe-side.ts';

interface InspectOptions {
  readonly tokenizer?: string;
  readonly samples: number;
  readonly json?: boolean;
}

/** Shards with the name that they have in their folder. */
interface Side {
  readonly name: string;
  readonly shards: TokenShards;
}

/** The beginning of a document. */
interface Sample {
  readonly side: string;
  readonly piece: number;
  readonly text: string;
}

/** Characters of a sample. */
const SAMPLE_CHARACTERS = 80;

/** Adds `oneday data inspect`. */
export function addDataInspect(data: Command): void {
  data.command('inspect')
    .description('Says what is in a folder of tokens, checks every byte of it, and shows some of its text.')
    .argument('<folder>', 'folder that oneday data prepare made, data of a run, or a folder of shards')
    .option('--tokenizer <file>', 'tokenizer.json that the tokens must be of (default: the one in the folder)')
    .option('--samples <count>', 'beginnings of texts to show', integer(0), 3)
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Example:
  $ oneday data inspect runs/gpt-day/data
`)
    .action((folder: string, options: InspectOptions) => inspect(folder, options));
}

async function inspect(folder: string, { tokenizer: path, samples: count, json }: InspectOptions): Promise<void> {
  const ownTokenizer = preparedLayout(folder).tokenizer;
  const tokenizerPath = path ?? (existsSync(ownTokenizer) ? ownTokenizer : undefined);
  const tokenizer = tokenizerPath === undefined ? undefined : await readTokenizer(tokenizerPath);
  const output = openOutput(json);
  using progress = openProgress(output);
  const onVerified = (bytes: number) => progress.report(0, `${formatBytes(bytes)} checked`);
  await using opened = await openSides(folder, { onVerified, ...(tokenizer !== undefined && { tokenizer }) });
  progress[Symbol.dispose]();
  const { sides } = opened;
  const { vocabSize, tokenizer: fingerprint, texts } = sides[0]!.shards.index;
  const bitsPerId = vocabSize <= 2 ** 16 ? 16 : 32;
  const samples = tokenizer === undefined ? [] : await drawSamples(sides, tokenizer, count);
  const records = Object.fromEntries(sides.map(({ name, shards }) => [name, sideRecord(shards.index)]));
  const part = texts?.part ?? null;
  output.result({
    folder, vocabSize, bitsPerId, tokenizer: fingerprint, end: texts?.end ?? null, part, ...records, samples,
  }, [
    `vocabulary ${formatCount(vocabSize)}, ids of ${bitsPerId} bits, tokenizer ${fingerprint}`,
    ...(texts === undefined ? [] : [`texts end with ${texts.end ?? 'no special token'}`]),
    ...(part === null ? [] : [`part ${part.number} of ${part.count}`]),
    ...sides.flatMap(describeShards),
    'all checksums are right',
    ...samples.map(({ side, piece, text }) => `${side}, piece ${formatCount(piece)}: ${JSON.stringify(text)}`),
  ]);
}

/** Opens prepared data, or a folder of shards alone. */
async function openSides(
  folder: string, options: OpenShardOptions,
): Promise<AsyncDisposable & { readonly sides: readonly Side[] }> {
  if (existsSync(join(folder, 'index.json'))) {
    const shards = await openShards(folder, options);
    return { sides: [{ name: 'shards', shards }], [Symbol.asyncDispose]: () => shards[Symbol.asyncDispose]() };
  }
  const data = await openPrepared(folder, options);
  const heldOut = data.heldOut === undefined ? [] : [{ name: 'held-out', shards: data.heldOut }];
  return {
    sides: [{ name: 'train', shards: data.training }, ...heldOut],
    [Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
  };
}

function describeShards({ name, shards: { index } }: Side): string[] {
  return [
    describeSide(name, index),
    ...index.shards.map(({ file, tokens, documents, bytes }) => (
      `  ${file}  ${formatCount(tokens)} tokens  ${formatCount(documents)} piece${documents === 1 ? '' : 's'}  ` +
      formatBytes(bytes)
    )),
  ];
}

/** Beginnings of pieces from all over each side. */
async function drawSamples(sides: readonly Side[], tokenizer: Tokenizer, count: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const { name: side, shards } of sides) {
    const wanted = Math.min(count, shards.documentCount);
    for (let i = 0; i < wanted; i++) {
      const piece = Math.floor((i * shards.documentCount) / wanted);
      const text = tokenizer.decode(await shards.document(piece));
      const beginning = [...text.slice(0, 2 * SAMPLE_CHARACTERS)].slice(0, SAMPLE_CHARACTERS);
      samples.push({ side, piece, text: beginning.join('') });
    }
  }
  return samples;
}
