import { expect, it } from 'vitest';
import { inChunks } from './stream-tests/drain.ts';
import { textsOf } from './texts-of.ts';

it('gives the texts of all documents in order, and closes the stream also when the loop is left', async () => {
  const documents = Array.from({ length: 10 }, (_, i) => ({ text: `${i}` }));
  let closed = 0;
  const open = () => ({ ...inChunks(documents, 3), [Symbol.asyncDispose]: async () => void closed++ });
  const texts: string[] = [];
  for await (const text of textsOf(open())) texts.push(text);
  expect(texts.join('')).toBe('0123456789');
  for await (const text of textsOf(open())) if (text === '4') break;
  expect(closed).toBe(2);
});
