import { join } from 'node:path';
import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json, Tokenizer } from '@oneday/core';
import { tokenizerFingerprint } from '@oneday/data/node';
import { parseRecipe } from '@oneday/recipes';
import type { Recipe } from '@oneday/recipes';
import { readJsonFile } from '../read-json-file.ts';
import { readTokenizer } from '../read-tokenizer.ts';

/** What a run folder says of its run, checkpoints aside. */
export interface RunRecord {
  /** The run's folder. */
  readonly path: string;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Absent until the run is prepared. */
  readonly tokenizer: Tokenizer | undefined;
  /** Name of the backend that it ran on. Absent until the run is prepared. */
  readonly backend: string | undefined;
  /** Path of the journal that the run repeats, where it does. */
  readonly replay: string | undefined;
}

/** Largest `config.json` read, in bytes; ours have some kilobytes. */
const MAX_CONFIG_BYTES = 2 ** 24;

/**
 * Reads a run folder's `config.json` and `tokenizer.json`.
 * @throws InvalidInputError when it is no run folder, or its tokenizer is not the one that the run was trained with
 */
export async function readRunRecord(path: string): Promise<RunRecord> {
  const what = `run ${showValue(path)}`;
  const advice = 'name a folder that oneday train made';
  const config = await readJsonFile(join(path, 'config.json'), `${what}: config.json`, MAX_CONFIG_BYTES, advice);
  const { recipe, seed, tokenizer: fingerprint, backend, replay } = isJsonObject(config) ? config : {};
  if (typeof seed !== 'number') {
    throw new InvalidInputError(`${what}: config.json: recipe and seed expected; ${advice}`);
  }
  return {
    path,
    recipe: parseRecipe(recipe),
    seed,
    tokenizer: fingerprint === undefined ? undefined : await readTokenizerOf(path, what, fingerprint),
    backend: isJsonObject(backend) && typeof backend.name === 'string' ? backend.name : undefined,
    replay: typeof replay === 'string' ? replay : undefined,
  };
}

async function readTokenizerOf(path: string, what: string, fingerprint: Json): Promise<Tokenizer> {
  const tokenizer = await readTokenizer(join(path, 'tokenizer.json'));
  if (tokenizerFingerprint(tokenizer) === fingerprint) return tokenizer;
  const got = `got one with ${tokenizer.vocabSize} tokens`;
  throw new InvalidInputError(`${what}: tokenizer.json must be the one that the run was trained with; ${got}`);
}
