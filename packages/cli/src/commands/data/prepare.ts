import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import type { TextPart } from '@oneday/data';
import { findTexts, prepareData, textDocuments } from '@oneday/data/node';
import type { FoundTexts, PrepareDataOptions } from '@oneday/data/node';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { abortable } from '../../abortable.ts';
import { exitCodes } from '../../exit-code.ts';
import type { ExitCode } from '../../exit-code.ts';
import { formatBytes, formatSeconds } from '../../format.ts';
import { onInterrupt } from '../../interrupt.ts';
import { collect, integer } from '../../options.ts';
import { openOutput } from '../../output.ts';
import { openProgress } from '../../progress.ts';
import { readTokenizer } from '../../read-tokenizer.ts';
import { separatorTokenOf } from '../../trained-run/separator.ts';
import { describeSide, sideRecord } from './describe-side.ts';
import { readingProgress } from './reading-progress.ts';

interface PrepareOptions {
  readonly tokenizer: string;
  readonly out: string;
  readonly heldOut?: readonly string[];
  readonly part?: TextPart;
  readonly field?: string;
  readonly end?: string;
  readonly tokensPerShard?: number;
  readonly json?: boolean;
}

/** Adds `oneday data prepare`. */
export function addDataPrepare(data: Command, setExitCode: (code: ExitCode) => void): void {
  data.command('prepare')
    .description('Turns texts into tokens, in a folder that oneday train --data learns.')
    .argument('<files...>', 'UTF-8 texts and .jsonl files: files, folders, or patterns in quotes')
    .requiredOption('--tokenizer <file>', 'tokenizer.json, e.g. of oneday tokenizer train')
    .requiredOption('--out <folder>', 'folder to make')
    .option('--held-out <files>', 'texts to be scored on, which are not learned; may be repeated', collect)
    .option('--part <i/n>', 'only the texts that begin in this part, e.g. 3/8; merge puts them together', parsePart)
    .option('--field <name>', 'property of a line of .jsonl that holds the text (default: text)')
    .option('--end <token>', 'special token after each text (default: <|endoftext|> or [SEP] where there is one)')
    .option('--tokens-per-shard <count>', 'tokens after which a file ends (default: 67,108,864)', integer(1))
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
A text is one file, or one line of a .jsonl file. Interrupted, the same command goes on after the last file it finished.

Example:
  $ oneday data prepare --tokenizer t.json --out prepared --held-out 'test/*.txt' 'books/**/*.txt'
  $ oneday data prepare --tokenizer t.json --out part-3 --part 3/8 'crawl/*.jsonl'
`)
    .action(async (files: readonly string[], options: PrepareOptions) => setExitCode(await prepare(files, options)));
}

async function prepare(files: readonly string[], options: PrepareOptions): Promise<ExitCode> {
  const { out: folder, json } = options;
  const tokenizer = await readTokenizer(options.tokenizer);
  const texts = await findBothSides(files, options);
  const totalBytes = texts.training.bytes + (texts.heldOut?.bytes ?? 0);
  const output = openOutput(json);
  const start = performance.now();
  const interruption = new AbortController();
  using progress = openProgress(output);
  const onRead = readingProgress(progress, totalBytes);
  const releaseSignals = onInterrupt({ stop: () => interruption.abort(), leave: () => {} });
  try {
    const request = requestOf(files, tokenizer, texts, options, { onRead, signal: interruption.signal });
    const { training, heldOut } = await prepareData(request);
    progress[Symbol.dispose]();
    const seconds = (performance.now() - start) / 1000;
    const { part = null, end = null } = request;
    const held = heldOut === undefined ? {} : { 'held-out': sideRecord(heldOut) };
    const facts = { vocabSize: tokenizer.vocabSize, end, part, train: sideRecord(training), ...held };
    output.result({ out: folder, stopped: false, ...facts, seconds, bytesPerSecond: totalBytes / seconds }, [
      describeSide('train', training),
      ...(heldOut === undefined ? [] : [describeSide('held-out', heldOut)]),
      `${formatBytes(totalBytes)} read in ${formatSeconds(seconds)}, ${formatBytes(totalBytes / seconds)}/s`,
      `data in ${folder}`,
    ]);
    return exitCodes.done;
  } catch (error) {
    if (!interruption.signal.aborted || error !== interruption.signal.reason) throw error;
    progress[Symbol.dispose]();
    output.result({ out: folder, stopped: true }, ['interrupted: give the same command again to go on']);
    return exitCodes.interrupted;
  } finally {
    releaseSignals();
  }
}

/** Who is told of the reading, and what ends it. */
interface ReadingControl {
  readonly onRead: (side: 'training' | 'heldOut', bytes: number) => void;
  readonly signal: AbortSignal;
}

function requestOf(
  files: readonly string[],
  tokenizer: Tokenizer,
  texts: BothSides,
  { out: folder, heldOut = [], part, end = separatorTokenOf(tokenizer), field, tokensPerShard }: PrepareOptions,
  { onRead, signal }: ReadingControl,
): PrepareDataOptions {
  const common = { ...(part !== undefined && { part }), ...(field !== undefined && { field }) };
  const held = new Set(texts.heldOutPaths);
  const training = textDocuments(files, {
    ...common, accept: (path) => !held.has(path), onRead: (bytes) => onRead('training', bytes),
  });
  const scored = textDocuments(heldOut, { ...common, onRead: (bytes) => onRead('heldOut', bytes) });
  return {
    folder,
    tokenizer,
    training: abortable(training, signal),
    heldOut: texts.heldOut === undefined ? undefined : abortable(scored, signal),
    end,
    part,
    inputs: { files: [...files], heldOut: [...heldOut], field: field ?? null },
    ...(tokensPerShard !== undefined && { tokensPerShard }),
  };
}

/** What there is to read on both sides. */
interface BothSides {
  readonly training: FoundTexts;
  readonly heldOut: FoundTexts | undefined;
  /** Of all parts. */
  readonly heldOutPaths: readonly string[];
}

/** Finds the texts. All that are held out may be in other parts. */
async function findBothSides(
  files: readonly string[], { heldOut, part: asked }: PrepareOptions,
): Promise<BothSides> {
  const options = asked === undefined ? {} : { part: asked };
  const heldOutPaths = heldOut === undefined ? [] : (await findTexts(heldOut)).paths;
  const held = new Set(heldOutPaths);
  const training = await findTexts(files, { ...options, accept: (path) => !held.has(path) });
  if (training.bytes === 0) {
    const rule = asked === undefined
      ? 'all files are held out; name more files'
      : `no text begins in part ${asked.number} of ${asked.count}; use fewer parts`;
    throw new InvalidInputError(`data prepare: ${rule}`);
  }
  const heldOutTexts = heldOut === undefined ? undefined : await findTexts(heldOut, options);
  return { training, heldOut: heldOutTexts?.bytes === 0 ? undefined : heldOutTexts, heldOutPaths };
}

/** A parser for a part such as `3/8`. */
function parsePart(text: string): TextPart {
  const [number, count] = (/^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []).slice(1).map(Number);
  if (number !== undefined && count !== undefined && number >= 1 && number <= count) return { number, count };
  throw new InvalidArgumentError(`It must be i/n with i from 1 to n, e.g. 3/8; got ${JSON.stringify(text)}.`);
}
