import type { Command } from 'commander';
import { openOutput } from '../../output.ts';
import { readTokenizer } from '../../read-tokenizer.ts';
import { readInput } from './read-input.ts';

interface EncodeOptions {
  readonly tokenizer: string;
  readonly json?: boolean;
}

/** Adds `oneday tokenizer encode`. */
export function addTokenizerEncode(tokenizer: Command): void {
  tokenizer.command('encode')
    .description('Prints the token ids of a text.')
    .argument('<file>', 'UTF-8 text; - is standard input')
    .requiredOption('--tokenizer <file>', 'tokenizer.json')
    .option('--json', 'one JSON object with the ids, and the place in the text of each')
    .addHelpText('after', `
Example:
  $ oneday tokenizer encode --tokenizer runs/char-gpt/tokenizer.json text.txt
`)
    .action((file: string, options: EncodeOptions) => encode(file, options));
}

async function encode(file: string, { tokenizer: path, json }: EncodeOptions): Promise<void> {
  const tokenizer = await readTokenizer(path);
  const { ids, offsets } = tokenizer.encode(await readInput(file));
  openOutput(json).result({ ids: Array.from(ids), offsets: Array.from(offsets) }, [ids.join(' ')]);
}
