import { InvalidInputError, showValue } from '@oneday/core';
import type { JsonObject } from '@oneday/core';
import { objectAt, ownField, refusal } from '../json-fields.ts';

/** Ids are below it, so that tables by id stay small whatever a file says. */
export const MAX_VOCABULARY = 2 ** 22;

/** Tokens and their ids, both ways. Ids may have gaps. */
export class Vocabulary {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #tokens: string[] = [];

  /**
   * @param ids each id once
   * @throws InvalidInputError when an id is not an integer in [0, {@link MAX_VOCABULARY}), or comes twice
   */
  constructor(ids: ReadonlyMap<string, number>) {
    this.#ids = ids;
    for (const [token, id] of ids) {
      if (!Number.isInteger(id) || id < 0 || id >= MAX_VOCABULARY || this.#tokens[id] !== undefined) {
        const rule = `ids must be integers in [0, ${MAX_VOCABULARY}), each once`;
        throw new InvalidInputError(`vocabulary: ${rule}; got ${showValue(id)} for ${showValue(token)}`);
      }
      this.#tokens[id] = token;
    }
  }

  /** How many tokens there are. */
  get size(): number {
    return this.#ids.size;
  }

  /** Ids are in [0, idLimit). */
  get idLimit(): number {
    return this.#tokens.length;
  }

  id(token: string): number | undefined {
    return this.#ids.get(token);
  }

  token(id: number): string | undefined {
    return this.#tokens[id];
  }

  /** Tokens with their ids, by id. */
  entries(): [token: string, id: number][] {
    return [...this.#ids].sort(([, a], [, b]) => a - b);
  }

  /** The `vocab` of a model in `tokenizer.json`. */
  toJSON(): JsonObject {
    return Object.fromEntries(this.entries());
  }
}

/** Reads the `vocab` of a model. @param where the model's path in the file */
export function parseVocabulary(model: JsonObject, where: string): Vocabulary {
  const ids = new Map<string, number>();
  const taken = new Set<number>();
  for (const [token, id] of Object.entries(objectAt(ownField(model, 'vocab'), `${where}.vocab`))) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= MAX_VOCABULARY || taken.has(id)) {
      const rule = `an id in [0, ${MAX_VOCABULARY}) that no other has`;
      throw refusal(`${where}.vocab[${showValue(token)}]`, rule, id);
    }
    taken.add(id);
    ids.set(token, id);
  }
  return new Vocabulary(ids);
}
