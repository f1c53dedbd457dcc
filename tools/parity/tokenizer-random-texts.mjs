// Encodes and decodes random texts with every file of packages/tokenizer/fixtures/pipeline.json, here and in Hugging
// Face's library, and stops at the first difference. Each file gets texts of its own.
//
//     node --conditions=@oneday/source tools/parity/tokenizer-random-texts.mjs --texts 100000

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareEncodings } from '../../packages/tokenizer/src/parity-tests/encodings.ts';

const { values } = parseArgs({ options: { texts: { type: 'string', default: '100000' } } });
const fixture = new URL('../../packages/tokenizer/fixtures/pipeline.json', import.meta.url);
const files = JSON.parse(readFileSync(fixture, 'utf8'));
const each = Math.ceil(Number(values.texts) / files.length);

for (const [i, { name, file }] of files.entries()) {
  const difference = await compareEncodings(file, 1000 + i, each);
  if (difference !== undefined) {
    console.error(`${name}: ${JSON.stringify(difference, null, 1)}`);
    process.exit(1);
  }
  console.log(`${name}: ${each} texts agree`);
}
console.log(`${files.length * each} texts agree: ids, offsets, type ids, masks, decoded text`);
