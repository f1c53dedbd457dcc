import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json } from '@oneday/core';

/** The tensor files of a checkpoint folder. */
export const TENSOR_FILES = ['model.safetensors', 'optimizer.safetensors'] as const;

/** One of the tensor files. */
export type TensorFile = (typeof TENSOR_FILES)[number];

/** The name of the format in `state.json`. */
const FORMAT = 'oneday-checkpoint';

/** Version of the layout; a reader refuses a newer one. */
const FORMAT_VERSION = 1;

/** What `state.json` holds: the run's own state, and how large each tensor file beside it must be. */
export interface CheckpointManifest {
  readonly step: number;
  readonly byteLengths: ReadonlyMap<TensorFile, number>;
  readonly state: Json;
}

/** The content of `state.json`. */
export function manifestJson({ step, byteLengths, state }: CheckpointManifest): Json {
  return { format: FORMAT, formatVersion: FORMAT_VERSION, step, byteLengths: Object.fromEntries(byteLengths), state };
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
  const stated = isJsonObject(fields.byteLengths) ? fields.byteLengths : {};
  const byteLengths = new Map<TensorFile, number>();
  for (const file of TENSOR_FILES) {
    const byteLength = stated[file];
    if (typeof byteLength === 'number' && Number.isSafeInteger(byteLength)) byteLengths.set(file, byteLength);
  }
  if (!byteLengths.has('model.safetensors') || Object.keys(stated).length !== byteLengths.size) {
    const rule = `byteLengths must give the sizes of ${TENSOR_FILES.join(' and perhaps ')}`;
    throw new InvalidInputError(`${what}: state.json: ${rule}; got ${showValue(fields.byteLengths)}`);
  }
  return { step, byteLengths, state: fields.state ?? null };
}
