import { describe, expect, it } from 'vitest';
import { forEachUtf8Byte, utf8ByteLength } from './utf8.ts';

const texts = ['', 'abc\n', 'é', '\u07ff\u0800', '中文', '\uffff', '😀x', 'a\ud800b', '\udc00', '\ud83d'];

describe('UTF-8 without a platform', () => {
  it.each(texts)('has the bytes that TextEncoder gives for %j', (text) => {
    const bytes: number[] = [];
    forEachUtf8Byte(text, (byte) => bytes.push(byte));
    expect(bytes).toEqual([...new TextEncoder().encode(text)]);
  });

  it.each(texts)('counts them for %j', (text) => {
    expect(utf8ByteLength(text)).toBe(new TextEncoder().encode(text).length);
  });
});
