import { createHash } from 'node:crypto';
import { isJsonObject } from '@oneday/core';
import type { Json, Tokenizer } from '@oneday/core';

/** What tells tokenizers apart: the SHA-256, in hexadecimal, of `tokenizer.json` with the keys of objects in order. */
export function tokenizerFingerprint(tokenizer: Tokenizer): string {
  const ordered = JSON.stringify(tokenizer.toJSON(), (_, value: Json) => {
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(ordered).digest('hex');
}
