import type { Encoding, JsonObject, Tokenizer } from '@oneday/core';
import type { Command } from 'commander';
import { openOutput } from '../../output.ts';
import { readTokenizer } from '../../read-tokenizer.ts';
import { readInput } from './read-input.ts';

interface EncodeOptions {
  readonly tokenizer: string;
  readonly pair?: string;
  /** False with `--no-special`. */
  readonly special: boolean;
  readonly json?: boolean;
}

/** Adds `oneday tokenizer encode`. */
export function addTokenizerEncode(tokenizer: Command): void {
  tokenizer.command('encode')
    .description('Prints the token ids of a text.')
    .argument('<file>', 'UTF-8 text; - is standard input')
    .requiredOption('--tokenizer <file>', 'tokenizer.json')
    .option('--pair <file>', 'a second text, for models that read pairs')
    .option('--no-special', 'without the special tokens that the tokenizer adds')
    .option('--json', 'one JSON object with ids, tokens, their places in the text, type ids and masks')
    .addHelpText('after', `
Example:
  $ oneday tokenizer encode --tokenizer runs/char-gpt/tokenizer.json text.txt
`)
    .action((file: string, options: EncodeOptions) => encode(file, options));
}

async function encode(file: string, options: EncodeOptions): Promise<void> {
  const { tokenizer: path, pair: pairFile, special, json } = options;
  const tokenizer = await readTokenizer(path);
  const text = await readInput(file);
  const pair = pairFile === undefined ? {} : { pair: await readInput(pairFile) };
  const encoding = tokenizer.encode(text, { ...pair, addSpecialTokens: special });
  openOutput(json).result(json === true ? encodingJson(encoding, tokenizer) : {}, [encoding.ids.join(' ')]);
}

function encodingJson(encoding: Encoding, tokenizer: Tokenizer): JsonObject {
  const { ids, offsets, typeIds, specialTokensMask, attentionMask, overflowing = [] } = encoding;
  return {
    ids: [...ids],
    tokens: Array.from(ids, (id) => tokenizer.idToToken(id) ?? ''),
    offsets: [...offsets],
    typeIds: [...typeIds ?? ids.map(() => 0)],
    specialTokensMask: [...specialTokensMask ?? ids.map(() => 0)],
    attentionMask: [...attentionMask ?? ids.map(() => 1)],
    ...(overflowing.length > 0 && { overflowing: overflowing.map((chunk) => encodingJson(chunk, tokenizer)) }),
  };
}
