import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json } from '@oneday/core';

/** The tensor files of a checkpoint folder. */
export const TENSOR_FILES = ['model.safetensors', 'optimizer.safetensors'] as const;

/** One of the tensor files. */
export type TensorFile = (typeof TENSOR_FILES)[number];

/** The name of the format in `state.json`. */
const FORMAT = 'oneday-checkpoint';

/** Version of the layout; a reader refuses a newer one. */
const FORMAT_VERSION = 2;

/** What a file must be. */
export interface FileRecord {
  readonly byteLength: number;
  /** CRC-32 of all its bytes (as in gzip), an unsigned integer. */
  readonly crc32: number;
}

/** What `state.json` holds: the run's own state, and what each tensor file beside it must be. */
export interface CheckpointManifest {
  readonly step: number;
  readonly files: ReadonlyMap<TensorFile, FileRecord>;
  readonly state: Json;
}

/** The content of `state.json`. */
export function manifestJson({ step, files, state }: CheckpointManifest): Json {
  const records = [...files].map(([file, record]) => [file, { ...record }] as const);
  return { format: FORMAT, formatVersion: FORMAT_VERSION, step, files: Object.fromEntries(records), state };
}

/**
 * Checks the content of a `state.json`. File names in it are only compared with ours, never opened.
 *
 * @param what the checkpoint's name; it opens the error line
 * @throws InvalidInputError when it is not of this format and version, or a field is missing or wrong
 */
export function parseManifest(json: Json, step: number, what: string): CheckpointManifest {
  const fields = isJsonObject(json) ? json : {};
  const expected = { format: FORMAT, formatVersion: FORMAT_VERSION, step };
  for (const [field, value] of Object.entries(expected)) {
    if (fields[field] !== value) {
      const got = showValue(fields[field]);
      throw new InvalidInputError(`${what}: state.json: ${field} must be ${showValue(value)}; got ${got}`);
    }
  }
  const stated = isJsonObject(fields.files) ? fields.files : {};
  const files = new Map<TensorFile, FileRecord>();
  for (const file of TENSOR_FILES) {
    const record = stated[file];
    if (isFileRecord(record)) files.set(file, record);
  }
  if (!files.has('model.safetensors') || Object.keys(stated).length !== files.size) {
    const rule = `files must give byteLength and crc32 of ${TENSOR_FILES.join(' and perhaps ')}`;
    throw new InvalidInputError(`${what}: state.json: ${rule}; got ${showValue(fields.files)}`);
  }
  return { step, files, state: fields.state ?? null };
}

function isFileRecord(record: Json | undefined): record is Json & FileRecord {
  return isJsonObject(record) && Number.isSafeInteger(record.byteLength) && Number.isSafeInteger(record.crc32);
}
