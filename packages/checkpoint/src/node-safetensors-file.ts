import type { NamedTensors, StoredTensor } from '@oneday/core';
import { tensorOver } from './element-types.ts';
import { replaceFile } from './node-durable.ts';
import { withFile } from './node-read-file.ts';
import { naming } from './node-system-error.ts';
import type { SafetensorsFile } from './read-safetensors.ts';
import { LENGTH_BYTES, parseHeader, parseHeaderLength } from './safetensors-header.ts';
import { safetensorsParts } from './write-safetensors.ts';

/**
 * Reads a safetensors file. The header is checked against the file's size before any tensor is read, and each tensor
 * gets a buffer of its own.
 *
 * @throws InvalidInputError when the file is missing or breaks the format's rules; the message names the path
 */
export function readSafetensorsFile(path: string): Promise<SafetensorsFile> {
  const what = nameOf(path);
  return withFile(path, what, async (file) => {
    const start = new Uint8Array(Math.min(LENGTH_BYTES, file.byteLength));
    await file.read(start, 0);
    const headerBytes = new Uint8Array(parseHeaderLength(start, file.byteLength, what));
    await file.read(headerBytes, LENGTH_BYTES);
    const dataStart = LENGTH_BYTES + headerBytes.byteLength;
    const { entries, metadata } = parseHeader(headerBytes, file.byteLength - dataStart, what);
    const tensors = new Map<string, StoredTensor>();
    for (const { name, dtype, shape, begin, end } of entries) {
      const bytes = new Uint8Array(end - begin);
      await file.read(bytes, dataStart + begin);
      tensors.set(name, tensorOver(dtype, shape, bytes.buffer, 0, bytes.byteLength));
    }
    return { tensors, metadata };
  });
}

/**
 * Writes a safetensors file, atomically and durably: after a crash at any moment the path has either what was there
 * before or the whole new file.
 *
 * @param metadata text about the file; `{ format: 'pt' }` is what PyTorch's loaders look for
 * @throws InvalidInputError when a tensor's data does not fit its dtype and shape, or the path cannot be written
 */
export async function writeSafetensorsFile(
  path: string,
  tensors: NamedTensors,
  metadata?: ReadonlyMap<string, string>,
): Promise<void> {
  const parts = safetensorsParts(tensors, metadata);
  await naming(nameOf(path), () => replaceFile(path, parts));
}

function nameOf(path: string): string {
  return `safetensors file ${JSON.stringify(path)}`;
}
