import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Encoding } from '@oneday/core';
import { tokenizerFromJson } from '../tokenizer-from-json.ts';

interface PlainEncoding {
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
  /** A digit for each token. */
  readonly typeIds: string;
  readonly specialTokensMask: string;
  readonly attentionMask: string;
  readonly overflowing?: readonly PlainEncoding[];
}

interface Group {
  readonly name: string;
  readonly file: unknown;
  readonly cases: readonly {
    readonly texts: readonly [text: string, pair?: string];
    readonly addSpecialTokens: boolean;
    readonly refused?: boolean;
    readonly encoding: PlainEncoding;
    /** Without special tokens, and with them. */
    readonly decoded: readonly [string, string];
  }[];
  readonly batch: { readonly texts: readonly string[]; readonly encodings: readonly PlainEncoding[] };
}

// Made with Hugging Face's tokenizers by tools/parity/tokenizer_pipeline_fixture.py.
const fixture = new URL('../../fixtures/pipeline.json', import.meta.url);
const groups = JSON.parse(readFileSync(fixture, 'utf8')) as readonly Group[];

/** With the masks that are left out where they say nothing. */
function plain({ ids, offsets, overflowing, ...masks }: Encoding): PlainEncoding {
  const mask = (values: Uint8Array | undefined, absent: number) => (
    Array.from(values ?? ids, (value) => (values === undefined ? absent : value)).join('')
  );
  return {
    ids: [...ids],
    offsets: [...offsets],
    typeIds: mask(masks.typeIds, 0),
    specialTokensMask: mask(masks.specialTokensMask, 0),
    attentionMask: mask(masks.attentionMask, 1),
    ...(overflowing && overflowing.length > 0 && { overflowing: overflowing.map(plain) }),
  };
}

describe.each(groups)('the pipeline beside the Python library: $name', ({ file, cases, batch }) => {
  const ours = tokenizerFromJson(file);

  it('encodes and decodes odd and random texts and pairs', () => {
    for (const { texts: [text, pair], addSpecialTokens, refused, encoding, decoded } of cases) {
      const options = { addSpecialTokens, ...(pair !== undefined && { pair }) };
      if (refused === true) {
        expect(() => ours.encode(text, options)).toThrow(InvalidInputError);
        continue;
      }
      expect({ text, pair, ...plain(ours.encode(text, options)) }).toEqual({ text, pair, ...encoding });
      const both = [true, false].map((skipSpecialTokens) => ours.decode(encoding.ids, { skipSpecialTokens }));
      expect(both).toEqual(decoded);
    }
  });

  it('encodes a batch', () => {
    expect(ours.encodeBatch(batch.texts).map(plain)).toEqual(batch.encodings);
  });

  it('is written as it was read', () => {
    expect(JSON.parse(JSON.stringify(ours))).toEqual(file);
  });
});
