// Encodes and decodes texts with every file of packages/tokenizer/fixtures/pipeline.json, or with tokenizers named,
// here and in Hugging Face's library, and stops at the first difference. Random texts (each file gets its own), or
// texts from files, in documents of some 2,000 characters.
//
//     node --conditions=@oneday/source tools/parity/tokenizer-texts.mjs --texts 100000
//     node --conditions=@oneday/source tools/parity/tokenizer-texts.mjs --tokenizer t.json --text a.txt

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareEncodings, randomInputs } from '../../packages/tokenizer/src/parity-tests/encodings.ts';

const { values } = parseArgs({
  options: {
    texts: { type: 'string', default: '100000' },
    text: { type: 'string', multiple: true, default: [] },
    tokenizer: { type: 'string', multiple: true, default: [] },
  },
});
const fixture = new URL('../../packages/tokenizer/fixtures/pipeline.json', import.meta.url);
const files = values.tokenizer.length === 0
  ? JSON.parse(readFileSync(fixture, 'utf8'))
  : values.tokenizer.map((name) => ({ name, file: JSON.parse(readFileSync(name, 'utf8')) }));
const documents = values.text.flatMap((path) => readFileSync(path, 'utf8').match(/[^]{1,2000}/gu) ?? []);
const each = documents.length > 0 ? documents.length : Math.ceil(Number(values.texts) / files.length);

for (const [i, { name, file }] of files.entries()) {
  const inputs = documents.length > 0 ? documents.map((text) => ({ text })) : randomInputs(1000 + i, each);
  const difference = await compareEncodings(file, inputs);
  if (difference !== undefined) {
    console.error(`${name}: ${JSON.stringify(difference).slice(0, 5000)}`);
    process.exit(1);
  }
  console.log(`${name}: ${each} texts agree`);
}
console.log(`${files.length * each} texts agree: ids, offsets, type ids, masks, decoded text`);
