import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { decodeUtf8 } from './decode-utf8.ts';

describe('decodeUtf8', () => {
  it('gives the text, line ends and all', () => {
    const text = 'a\r\nb\u0000é中😀\ufeff\n';
    expect(decodeUtf8(new TextEncoder().encode(text), 'x')).toBe(text);
  });

  it('leaves out a byte-order mark at the start', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 'x')).toBe('a');
  });

  it.each([
    ['a lone continuation byte', [0x61, 0x80], 0x80, 1],
    ['Latin-1', [0x63, 0x61, 0x66, 0xe9, 0x21, 0x21], 0xe9, 3],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 0xff, 0],
    ['an overlong form', [0x61, 0x62, 0xc0, 0x80], 0xc0, 2],
    ['an overlong form of three', [0xe0, 0x80, 0x80], 0xe0, 0],
    ['a surrogate', [0xed, 0xa0, 0x80], 0xed, 0],
    ['a point beyond Unicode', [0xf4, 0x90, 0x80, 0x80], 0xf4, 0],
    ['a text cut in mid-character', [0x61, 0xf0, 0x9f, 0x98], 0xf0, 1],
    ['a break in a character of three', [0x61, 0xe4, 0xb8, 0x61], 0xe4, 1],
  ])('refuses %s with its place', (_, bytes, byte, offset) => {
    const got = `got the byte 0x${byte.toString(16)} at offset ${offset}, which opens no character`;
    const message = `text file "x": must be UTF-8; ${got}; convert it first`;
    expect(() => decodeUtf8(Uint8Array.from(bytes), 'text file "x"')).toThrow(new InvalidInputError(message));
  });
});
