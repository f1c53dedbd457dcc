import { writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

/** Writes a zip archive of texts; what the directory claims can be changed, to make a bad one. */
export function writeZip(
  path: string, files: Readonly<Record<string, string>>, claims: { readonly bytes?: number } = {},
): void {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(text);
    const bytes = claims.bytes ?? Buffer.byteLength(text);
    const header = (signature: number, size: number, fields: readonly (readonly [number, number])[]) => {
      const buffer = Buffer.alloc(size);
      buffer.writeUInt32LE(signature, 0);
      for (const [at, value] of fields) buffer.writeUInt16LE(value, at);
      return buffer;
    };
    const local = header(0x04034b50, 30, [[8, 8], [26, Buffer.byteLength(name)]]);
    const central = header(0x02014b50, 46, [[10, 8], [28, Buffer.byteLength(name)]]);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(bytes, 24);
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  writeFileSync(path, Buffer.concat([...parts, ...directory, end]));
}
