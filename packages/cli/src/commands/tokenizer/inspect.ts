import type { Tokenizer } from '@oneday/core';
import type { Command } from 'commander';
import { formatBytes, formatCount } from '../../format.ts';
import { openOutput } from '../../output.ts';
import { readTokenizer } from '../../read-tokenizer.ts';
import { readInput } from './read-input.ts';
import { splitText } from './split-text.ts';

interface InspectOptions {
  readonly tokenizer: string;
  readonly json?: boolean;
}

/** How many of the longest tokens are shown. */
const LONGEST = 10;
/** Characters of the text that are shown split. */
const SHOWN = 600;

/** Adds `oneday tokenizer inspect`. */
export function addTokenizerInspect(tokenizer: Command): void {
  tokenizer.command('inspect')
    .description('Shows what a tokenizer consists of, and how it fits a text.')
    .argument('[file]', 'UTF-8 text to split; - is standard input')
    .requiredOption('--tokenizer <file>', 'tokenizer.json')
    .option('--json', 'one JSON object with the figures')
    .addHelpText('after', `
Example:
  $ oneday tokenizer inspect --tokenizer runs/char-gpt/tokenizer.json text.txt
`)
    .action((file: string | undefined, options: InspectOptions) => inspect(file, options));
}

async function inspect(file: string | undefined, { tokenizer: path, json }: InspectOptions): Promise<void> {
  const tokenizer = await readTokenizer(path);
  const parts = partsOf(tokenizer);
  const longest = longestTokens(tokenizer);
  const special = Object.keys(tokenizer.specialTokens);
  const output = openOutput(json);
  const lines = [
    ...Object.entries(parts).map(([part, type]) => `${part.padEnd(15)} ${type}`),
    `vocabulary      ${formatCount(tokenizer.vocabSize)} ids`,
    `special tokens  ${special.length === 0 ? 'none' : special.slice(0, LONGEST).join(' ')}`,
    `longest tokens  ${longest.map((token) => JSON.stringify(token)).join(' ')}`,
  ];
  const figures = { ...parts, vocabSize: tokenizer.vocabSize, specialTokens: special, longestTokens: longest };
  if (file === undefined) {
    output.result(figures, lines);
    return;
  }
  const text = await readInput(file);
  const encoding = tokenizer.encode(text, { addSpecialTokens: false, truncation: null, padding: null });
  const bytes = Buffer.byteLength(text);
  const tokens = encoding.ids.length;
  const unused = tokenizer.vocabSize - new Set(encoding.ids).size;
  const tokensPerByte = tokens / Math.max(1, bytes);
  const hasColours = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  output.result({ ...figures, bytes, tokens, tokensPerByte, unusedTokens: unused }, [
    ...lines,
    `text            ${formatCount(tokens)} tokens for ${formatBytes(bytes)}: ${tokensPerByte.toFixed(3)} a byte`,
    `unused tokens   ${formatCount(unused)} of ${formatCount(tokenizer.vocabSize)}`,
    splitText(text, encoding, SHOWN, hasColours),
  ]);
}

/** The type of each part, a sequence as the types of its own parts. */
function partsOf(tokenizer: Tokenizer): Record<string, string> {
  const { normalizer, pre_tokenizer, model, post_processor, decoder } = tokenizer.toJSON();
  const parts = { normalizer, 'pre-tokenizer': pre_tokenizer, model, 'post-processor': post_processor, decoder };
  return Object.fromEntries(Object.entries(parts).map(([part, json]) => [part, typeOf(json)]));
}

function typeOf(json: unknown): string {
  const { type, ...fields } = (json ?? { type: 'none' }) as { type: string } & Record<string, unknown>;
  const list = type === 'Sequence' ? Object.values(fields).find((value) => Array.isArray(value)) : undefined;
  return list === undefined ? type : list.map(typeOf).join(', ');
}

function longestTokens(tokenizer: Tokenizer): string[] {
  const tokens = Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.idToToken(id) ?? '');
  return tokens.sort((a, b) => b.length - a.length).slice(0, LONGEST);
}
