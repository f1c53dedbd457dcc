import type { Command } from 'commander';
import { addTokenizerDecode } from './decode.ts';
import { addTokenizerEncode } from './encode.ts';
import { addTokenizerInspect } from './inspect.ts';
import { addTokenizerTrain } from './train.ts';

/** Adds `oneday tokenizer` with its commands. */
export function addTokenizer(program: Command): void {
  const command = program.command('tokenizer')
    .description('Trains tokenizers, and turns text into tokens and back.')
    .addHelpText('after', `
Example:
  $ oneday tokenizer train --vocab-size 4096 --out tokenizer.json 'books/*.txt'
`);
  addTokenizerTrain(command);
  addTokenizerEncode(command);
  addTokenizerDecode(command);
  addTokenizerInspect(command);
}
