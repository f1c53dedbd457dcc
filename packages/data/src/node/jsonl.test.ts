import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filter, take } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { pipeline } from '../pipeline.ts';
import { rx } from '../rx/rx.ts';
import { toObservable } from '../rx/to-observable.ts';
import { drain, expectExactResume } from '../stream-tests/drain.ts';
import { jsonl } from './jsonl.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-jsonl-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const textsOf = async (...options: Parameters<typeof jsonl>) =>
  (await drain(jsonl(...options))).flat().map(({ text }) => text);
/** Lines of very different lengths, over several windows of the reader. */
const texts = Array.from({ length: 300 }, (_, i) => `${i} 中😀`.repeat(1 + ((i * i * 37) % 1500)));
const lines = file('many.jsonl', texts.map((text, id) => `${JSON.stringify({ id, text })}\n`).join(''));

describe('jsonl', () => {
  it('gives the texts of all lines in order, whatever the size of chunks', async () => {
    expect(await textsOf(lines)).toEqual(texts);
    expect(await textsOf(lines, { chunk: 1 })).toEqual(texts);
  });

  it('passes over empty lines, takes other line ends, and needs none at the end', async () => {
    const path = file('odd.jsonl', '\ufeff{"text":"a"}\r\n\n  \n{"text":"b"}');
    expect(await textsOf(path)).toEqual(['a', 'b']);
    expect(await textsOf(file('field.jsonl', '{"body":"c"}'), { field: 'body' })).toEqual(['c']);
  });

  it('continues exactly from any state', async () => {
    file('part-1.jsonl', '{"text":"a"}\n\n\n{"text":"b"}\n');
    file('part-2.jsonl', '\n\n');
    file('part-3.jsonl', '{"text":"c"}\n{"text":"d"}');
    await expectExactResume(() => jsonl(join(folder, 'part-*.jsonl'), { chunk: 1 }));
    await expectExactResume(() => jsonl(lines, { chunk: 7 }), 15);
  });

  it('works with operators, and closes its file when one unsubscribes', async () => {
    const long = pipeline(jsonl(lines), rx(filter(({ text }) => text.length > 1000), take(20)));
    expect((await drain(long)).flat().map(({ text }) => text)).toEqual(
      texts.filter(({ length }) => length > 1000).slice(0, 20),
    );
    let closed = 0;
    const source = jsonl(lines, { chunk: 1 });
    const stream = { ...source, [Symbol.asyncDispose]: async () => (closed++, source[Symbol.asyncDispose]()) };
    const subscription = toObservable(stream, { credits: 1 }).subscribe(() => subscription.unsubscribe());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed).toBe(1);
  });

  it.each([
    ['no JSON', '{"text":"a"}\n{"text":\n', 'the line at byte 13: not valid JSON'],
    ['no object', '[1]', 'the line at byte 0: an object with the text in "text" expected; got [1]'],
    ['no text', '{"text":3}', 'the line at byte 0: an object with the text in "text" expected; got {text}'],
    ['an inherited property', '{}', 'an object with the text in "text" expected'],
    ['a line that is too long', `{"text":"${'x'.repeat(2000)}"}\n{}`, 'the line at byte 0 is longer than 1000 bytes'],
    ['bytes that are no UTF-8', Uint8Array.of(0x0a, 0x22, 0xe9, 0x22), 'got the byte 0xe9 at offset 2'],
    ['binary data', Uint8Array.of(0x0a, 0x00), 'got one at offset 1; binary data'],
  ])('refuses %s with its place', async (_, content, reason) => {
    const path = file('bad.jsonl', content);
    const failure = await drain(jsonl(path, { maxLineBytes: 1000 })).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect((failure as Error).message).toContain(reason);
    expect((failure as Error).message).toContain('bad.jsonl');
  });
});
