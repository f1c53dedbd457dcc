import { InvalidInputError, showValue } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { tokenizerFromJson } from '@oneday/tokenizer';
import { readJsonFile } from './read-json-file.ts';

/** Largest `tokenizer.json` read, in bytes; the largest published ones have some 40 MB. */
const MAX_BYTES = 2 ** 28;

/**
 * Reads a `tokenizer.json`.
 * @throws InvalidInputError when the file is missing, no JSON, or describes no tokenizer that is known
 */
export async function readTokenizer(path: string): Promise<Tokenizer> {
  const what = `tokenizer ${showValue(path)}`;
  const json = await readJsonFile(path, what, MAX_BYTES, 'name a tokenizer.json');
  try {
    return tokenizerFromJson(json);
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    throw new InvalidInputError(`${what}: ${cause.message}`, { cause });
  }
}
