import { expect, it } from 'vitest';
import { fromArray, pipeline } from '@oneday/data';
import type { Chunk, TextDocument } from '@oneday/data';
import type { Json, Stream } from '@oneday/core';
import { afterCuts, beforeCuts, findCuts } from './cut-files.ts';

const documents: readonly Chunk<TextDocument>[] = [
  [{ text: 'one\ntwo', source: 'a', continues: true }, { text: '\nthree\n', source: 'a', continues: true }],
  [{ text: 'four', source: 'a' }, { text: 'five', source: 'b' }],
  [{ text: 'six', source: 'b' }, { text: 'seven', source: 'b' }, { text: 'no line here', source: 'c' }],
];
const files = [['a', 18], ['b', 12], ['c', 12]].map(([source, units]) => (
  { source: source as string, units: units as number, bytes: units as number }
));
const open = (): Stream<Chunk<TextDocument>> => fromArray(documents);

async function drain(stream: Stream<Chunk<TextDocument>>): Promise<TextDocument[]> {
  const all: TextDocument[] = [];
  for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) all.push(...chunk);
  return all;
}

it('cuts after the last line or document that ends before the share, else at it', async () => {
  const cuts = await findCuts(open(), files, 0.75);
  expect(Object.fromEntries([...cuts].map(([source, { units }]) => [source, units]))).toEqual({ a: 14, b: 7, c: 9 });
  expect(await drain(pipeline(open(), beforeCuts(cuts)))).toEqual([
    { text: 'one\ntwo', source: 'a', continues: true },
    { text: '\nthree\n', source: 'a' },
    { text: 'five', source: 'b' },
    { text: 'six', source: 'b' },
    { text: 'no line h', source: 'c' },
  ]);
  expect(await drain(pipeline(open(), afterCuts(cuts)))).toEqual([
    { text: 'four', source: 'a' }, { text: 'seven', source: 'b' }, { text: 'ere', source: 'c' },
  ]);
});

it('goes on exactly from any state', async () => {
  const cuts = await findCuts(open(), files, 0.75);
  for (const stage of [beforeCuts(cuts), afterCuts(cuts)]) {
    const all = await drain(stage(open()));
    const stream = stage(open());
    for (let seen = 0; seen < all.length;) {
      seen += (await stream.next())!.length;
      const resumed = stage(open());
      await resumed.restore(JSON.parse(JSON.stringify(stream.state())) as Json);
      expect(await drain(resumed)).toEqual(all.slice(seen));
    }
  }
});
