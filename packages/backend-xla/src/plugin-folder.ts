/** Where plugins lie. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { InvalidInputError } from '@oneday/core';
import { makeFolder } from './make-folder.ts';

/** A plugin, and the vendor's libraries that are loaded before it, in order. */
export interface FoundPlugin {
  readonly path: string;
  readonly libraries: readonly string[];
  /** Where NVIDIA's assembler and device library lie, for a plugin that needs them. */
  readonly cudaFolder?: string;
}

/** The kinds of plugins that `oneday setup xla` installs, the ones with an accelerator first. */
export const pluginKinds = ['cuda13', 'cuda12', 'cpu'] as const;

/** One of them. */
export type PluginKind = (typeof pluginKinds)[number];

/** Our folder in the user's cache; `ONEDAY_CACHE` moves the cache. */
export function xlaFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const system = process.platform === 'win32'
    ? environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
    : process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches')
      : environment.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(environment.ONEDAY_CACHE ?? join(system, 'oneday'), 'xla');
}

/** The folder of one kind of plugin: wheels unpacked side by side, as Python's installer does. */
export function pluginFolder(kind: PluginKind): string {
  return join(xlaFolder(), 'plugins', kind);
}

/**
 * Makes the folder that plugins are installed in, and those above it.
 *
 * @throws InvalidInputError when the cache lies where no folder can be made
 */
export function makePluginsFolder(): void {
  const folder = join(xlaFolder(), 'plugins');
  try {
    makeFolder(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new InvalidInputError(`${folder} cannot be made: ${code}; set ONEDAY_CACHE to a folder of yours`, { cause });
  }
}

/** The kinds that are installed. */
export function installedKinds(): PluginKind[] {
  return pluginKinds.filter((kind) => pluginIn(pluginFolder(kind)) !== undefined);
}

/**
 * The plugin to load: the one given, else the first of `kinds` that is installed.
 *
 * @throws InvalidInputError when there is none
 */
export function findPlugin(
  given: string | undefined, kinds: readonly PluginKind[] = pluginKinds,
): FoundPlugin {
  if (given !== undefined) return { path: given, libraries: [] };
  for (const kind of kinds) {
    const folder = pluginFolder(kind);
    const path = pluginIn(folder);
    if (path === undefined) continue;
    if (kind === 'cpu') return { path, libraries: [] };
    const cudaFolder = join(folder, 'nvidia', kind === 'cuda12' ? 'cuda_nvcc' : 'cu13');
    return { path, libraries: cudaLibraries(folder), cudaFolder };
  }
  throw new InvalidInputError('xla: no PJRT plugin is installed; run `oneday setup xla`; or set ONEDAY_XLA_PLUGIN');
}

/** The plugin inside a folder of unpacked wheels. */
export function pluginIn(folder: string): string | undefined {
  return filesBelow(folder, 2).find((path) => /(^|[\\/])[^\\/]*(pjrt|xla)[^\\/]*\.(so|dylib|dll)$/.test(path));
}

/** What JAX loads before its plugin, in that order; the plugin's own search path misses some of them. */
const CUDA_LIBRARIES = [
  'cudart', 'nvrtc', 'cublas', 'cublasLt', 'nccl', 'cupti', 'cusparse', 'cusolver', 'cufft', 'nvshmem_host', 'cudnn',
];

/** The vendor's libraries that are there; one that the card needs and is not is named by the plugin. */
function cudaLibraries(folder: string): string[] {
  const files = filesBelow(join(folder, 'nvidia'), 3);
  return CUDA_LIBRARIES.flatMap((name) =>
    files.find((path) => new RegExp(`/lib${name}\\.so[.0-9]*$`).test(path)) ?? []);
}

function filesBelow(folder: string, levels: number): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return levels > 0 ? filesBelow(path, levels - 1) : [];
  });
}
