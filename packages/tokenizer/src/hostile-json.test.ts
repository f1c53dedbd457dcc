import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { tokenizerFromJson } from './tokenizer-from-json.ts';

/** Damaged files tried for each form of file. */
const FILES = 250;

const fixture = new URL('../fixtures/pipeline.json', import.meta.url);
const groups = JSON.parse(readFileSync(fixture, 'utf8')) as readonly { name: string; file: object }[];

const HOSTILE: readonly unknown[] = [
  null, true, -1, 0, 1, 0.5, 1e9, 2 ** 31, 1e308, '', 'a', '\ud800', '__proto__', 'constructor', 'Sequence', '(a+)+$',
  '(((((', '[[[[', '\\', '(?<=a*)b', 'x'.repeat(20_000), [], {}, [null], ['a', 'b'], [['a', 0]], { type: 'Sequence' },
  { Regex: '(a|a)*b' }, { String: '' }, { Fixed: 1e9 }, { type: 'toString' },
];

/** Numbers in [0, count) that are the same for the same seed. */
function randomly(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** A copy with something at a random place replaced, removed, doubled or moved. */
function damaged(file: object, below: (count: number) => number): unknown {
  const copy = JSON.parse(JSON.stringify(file)) as Record<string, unknown>;
  for (let changes = 1 + below(3); changes > 0; changes--) {
    let node: Record<string, unknown> = copy;
    for (;;) {
      const keys = Object.keys(node);
      if (keys.length === 0) break;
      const key = keys[below(keys.length)]!;
      const value = node[key];
      if (typeof value === 'object' && value !== null && below(4) !== 0) {
        node = value as Record<string, unknown>;
        continue;
      }
      if (below(6) === 0) delete node[key];
      else if (below(6) === 0) node[key] = node[keys[below(keys.length)]!];
      else node[key] = HOSTILE[below(HOSTILE.length)];
      break;
    }
  }
  return JSON.parse(JSON.stringify(copy));
}

function nested(depth: number): unknown {
  let normalizer: unknown = { type: 'NFC' };
  for (let i = 0; i < depth; i++) normalizer = { type: 'Sequence', normalizers: [normalizer] };
  return { ...groups[0]!.file, normalizer };
}

describe('hostile tokenizer.json', () => {
  it.each(groups.map(({ name, file }, i) => ({ name, file, seed: i + 1 })))(
    `is refused in one line or works: ${FILES} damaged files like $name`,
    ({ file, seed }) => {
      const below = randomly(seed);
      let refused = 0;
      for (let i = 0; i < FILES; i++) {
        const json = damaged(file, below);
        try {
          use(tokenizerFromJson(json));
        } catch (error) {
          if (!(error instanceof InvalidInputError)) throw new Error(`case ${i}`, { cause: error });
          expect(error.message).not.toMatch(/\n/);
          expect(error.message.length).toBeLessThan(400);
          refused++;
        }
      }
      expect(refused).toBeGreaterThan(FILES / 10);
    },
  );

  it.each([9, 1000, 100_000])('is refused when sequences stand in each other %d deep', (depth) => {
    expect(() => tokenizerFromJson(nested(depth))).toThrow(/must be at most 8 sequences deep/);
  });

  it('is refused when a pattern needs too many steps', () => {
    const file = {
      ...groups[0]!.file,
      pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false },
    };
    const read = tokenizerFromJson(file);
    const text = `${'a'.repeat(50)}b`;
    expect(() => read.encode(text)).toThrow(/pattern "\(a\+\)\+\$": it may take \d+ steps on this text/);
  });

  it.each([
    [{ pad_to_multiple_of: 2 ** 30 }], [{ strategy: { Fixed: 2 ** 30 } }],
  ])('is refused when padding asks for a gigabyte: %j', (setting) => {
    const padding = {
      strategy: 'BatchLongest', direction: 'Right', pad_to_multiple_of: null, pad_id: 0, pad_type_id: 0,
      pad_token: '[PAD]', ...setting,
    };
    expect(() => tokenizerFromJson({ ...groups[0]!.file, padding })).toThrow(InvalidInputError);
  });

  it('is refused when ids leave room for a vocabulary of a gigabyte', () => {
    const model = { type: 'WordLevel', vocab: { a: 0, b: 2 ** 30 }, unk_token: 'a' };
    expect(() => tokenizerFromJson({ ...groups[0]!.file, added_tokens: [], model })).toThrow(InvalidInputError);
  });
});

/** What a caller does with a tokenizer that was read; it may be refused here too. */
function use(tokenizer: Tokenizer): void {
  const { ids } = tokenizer.encode(' The [MASK] 我喜欢吃苹果 <s>aaab\u0301', { pair: 'x' });
  tokenizer.decode(ids.slice(0, 50));
  JSON.stringify(tokenizer);
}
