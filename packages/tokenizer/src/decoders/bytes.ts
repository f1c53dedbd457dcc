import { BYTE_CHARACTERS, bytesOfToken } from '../byte-characters.ts';
import type { Decoder } from '../pipeline/contracts.ts';

const encoder = new TextEncoder();
/** A byte order mark is text like any other. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const strictUtf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** A decoder that other decoders stand before could meet texts without end. */
const MAX_KNOWN_TOKENS = 1 << 18;

/** `ByteLevel`: the text whose bytes the characters of all tokens stand for. */
export function byteLevelDecoder(toJSON: Decoder['toJSON']): Decoder {
  // Of the vocabulary that it is used with, as far as it has been.
  const bytesOf = new Map<string, Uint8Array>();
  const bytesOfOne = (token: string): Uint8Array => {
    let bytes = bytesOf.get(token);
    if (bytes !== undefined) return bytes;
    bytes = bytesOfToken(token) ?? encoder.encode(token);
    if (bytesOf.size < MAX_KNOWN_TOKENS) bytesOf.set(token, bytes);
    return bytes;
  };
  return {
    decode(tokens) {
      const parts = tokens.map(bytesOfOne);
      const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
      }
      return [utf8.decode(bytes)];
    },
    addedToken: (content) => Array.from(encoder.encode(content), (byte) => BYTE_CHARACTERS[byte]!).join(''),
    toJSON,
  };
}

/** `ByteFallback`: runs of tokens such as `<0x61>` become the text of their bytes, or U+FFFD for each byte of none. */
export function byteFallbackDecoder(): Decoder {
  return {
    decode(tokens) {
      const decoded: string[] = [];
      let bytes: number[] = [];
      const flush = () => {
        if (bytes.length > 0) decoded.push(...textOf(bytes));
        bytes = [];
      };
      for (const token of tokens) {
        const byte = byteOf(token);
        if (byte !== undefined) {
          bytes.push(byte);
          continue;
        }
        flush();
        decoded.push(token);
      }
      flush();
      return decoded;
    },
    toJSON: () => ({ type: 'ByteFallback' }),
  };
}

function byteOf(token: string): number | undefined {
  const found = /^<0x(\+[0-9A-Fa-f]|[0-9A-Fa-f]{2})>$/.exec(token);
  return found === null ? undefined : parseInt(found[1]!, 16);
}

function textOf(bytes: readonly number[]): string[] {
  try {
    return [strictUtf8.decode(Uint8Array.from(bytes))];
  } catch {
    return bytes.map(() => '\ufffd');
  }
}
