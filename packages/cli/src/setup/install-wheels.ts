/** Fetches wheels and unpacks them side by side, as Python's installer would. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeDiskError } from './disk-error.ts';
import { download } from './download.ts';
import { listFiles } from './package-index.ts';
import type { IndexFile } from './package-index.ts';
import { unpackWheel } from './unpack-wheel.ts';
import { chooseWheel } from './wheels.ts';
import type { Requirement } from './wheels.ts';

/** A package, and the wheel that was chosen for it. */
export interface ChosenWheel {
  readonly name: string;
  readonly file: IndexFile & { readonly version: string };
}

/** Where {@link installWheels} notes what is in its folder. */
const NOTE = 'installed.json';

/** What is done with wheels. */
export interface WheelUse {
  /** Files to take of them; default: all. */
  accepts?(path: string): boolean;
  /** What else belongs into the folder is put there before it takes its place. */
  finish?(folder: string): Promise<void>;
  /** Told what is under way, and how many bytes of how many are there. */
  onProgress?(what: string, bytes: number, total: number): void;
}

/** Chooses a wheel for each requirement. @throws InvalidInputError when the index has none that fits */
export async function chooseWheels(requirements: readonly Requirement[], index?: string): Promise<ChosenWheel[]> {
  return Promise.all(requirements.map(async (requirement) => ({
    name: requirement.name, file: chooseWheel(requirement, await listFiles(requirement.name, index)),
  })));
}

/** What the wheels in a folder are, by package; empty when it has none that are whole. */
export function installedVersions(folder: string): Readonly<Record<string, string>> {
  const note = join(folder, NOTE);
  return existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as Record<string, string>) : {};
}

/**
 * Downloads the wheels and unpacks them into `folder`, which is replaced when all are there. Downloads wait beside it
 * in `<folder>.wheels` and go on where they stopped; they are removed at the end.
 *
 * @throws InvalidInputError, OnedayError, DiskFullError; what was in the folder stays
 */
export async function installWheels(
  wheels: readonly ChosenWheel[], folder: string, use: WheelUse = {},
): Promise<void> {
  const { accepts = () => true, onProgress = () => {} } = use;
  const [downloads, next] = [`${folder}.wheels`, `${folder}.next`];
  const total = wheels.reduce((sum, { file }) => sum + (file.bytes ?? 0), 0);
  let done = 0;
  for (const { name, file } of wheels) {
    const report = (bytes: number) => onProgress(`fetching ${name}`, done + bytes, total);
    await download(file, join(downloads, file.filename), report);
    done += file.bytes ?? 0;
  }
  try {
    rmSync(next, { recursive: true, force: true });
    mkdirSync(next, { recursive: true });
    for (const { name, file } of wheels) {
      onProgress(`unpacking ${name}`, total, total);
      await unpackWheel(join(downloads, file.filename), next, { accepts });
    }
    if (use.finish !== undefined) {
      onProgress('building', total, total);
      await use.finish(next);
    }
    const versions = Object.fromEntries(wheels.map(({ name, file }) => [name, file.version]));
    writeFileSync(join(next, NOTE), JSON.stringify(versions));
    mkdirSync(dirname(folder), { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(next, folder);
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    throw describeDiskError(error, folder);
  }
  rmSync(downloads, { recursive: true, force: true });
}
