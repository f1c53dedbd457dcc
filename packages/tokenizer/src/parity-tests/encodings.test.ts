import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compareEncodings, randomInputs } from './encodings.ts';

const fixture = new URL('../../fixtures/pipeline.json', import.meta.url);
const files = JSON.parse(readFileSync(fixture, 'utf8')) as readonly { name: string; file: object }[];

it.each(files)('encodes and decodes random texts as Hugging Face’s library does: $name', async ({ file }) => {
  expect(await compareEncodings(file, randomInputs(1, 150))).toBeUndefined();
});
