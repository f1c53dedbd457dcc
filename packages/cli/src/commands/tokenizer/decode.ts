import { InvalidInputError, showValue } from '@oneday/core';
import type { Command } from 'commander';
import { openOutput } from '../../output.ts';
import { readTokenizer } from '../../read-tokenizer.ts';
import { readInput } from './read-input.ts';

interface DecodeOptions {
  readonly tokenizer: string;
  readonly special?: boolean;
  readonly json?: boolean;
}

/** Adds `oneday tokenizer decode`. */
export function addTokenizerDecode(tokenizer: Command): void {
  tokenizer.command('decode')
    .description('Writes the text of token ids, exactly.')
    .argument('<file>', 'ids as encode prints them: integers with white space between; - is standard input')
    .requiredOption('--tokenizer <file>', 'tokenizer.json')
    .option('--special', 'write special tokens too')
    .option('--json', 'one JSON object with the text')
    .addHelpText('after', `
Example:
  $ oneday tokenizer decode --tokenizer runs/char-gpt/tokenizer.json ids.txt
`)
    .action((file: string, options: DecodeOptions) => decode(file, options));
}

async function decode(file: string, { tokenizer: path, special = false, json }: DecodeOptions): Promise<void> {
  const tokenizer = await readTokenizer(path);
  const ids = (await readInput(file)).trim().split(/\s+/).filter((word) => word !== '').map(parseId);
  const text = tokenizer.decode(ids, { skipSpecialTokens: !special });
  const output = openOutput(json);
  if (json !== true) output.stream.write(text);
  output.result({ text }, []);
}

function parseId(word: string, index: number): number {
  const id = Number(word);
  if (/^\d+$/.test(word) && Number.isSafeInteger(id)) return id;
  const rule = 'ids must be integers of at least 0';
  throw new InvalidInputError(`tokenizer decode: ${rule}; got ${showValue(word)} at ${index}`);
}
