/** Finding and loading the addon. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { existsSync } from 'node:fs';
import { InvalidInputError } from '@oneday/core';
import { builtAddons } from './addon-folder.ts';
import type { Binding } from './binding.ts';

const require = createRequire(import.meta.url);

/** Packages that bring an addon, when their install scripts have run. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/**
 * What TensorFlow reads from the environment when it is loaded; what is set already stays. Sums on a card are the same
 * in every run, products keep all digits of `f32`, memory is taken as it is needed, and only errors are told: oneDNN,
 * which is a sixth faster on a processor, cannot be kept from saying on standard error that it is there.
 */
const settings = {
  TF_DETERMINISTIC_OPS: '1',
  NVIDIA_TF32_OVERRIDE: '0',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_ENABLE_ONEDNN_OPTS: '0',
} as const;

/** The addons of packages that are installed where this one is. */
function packagedAddons(): string[] {
  return packages.flatMap((name) => {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`));
      const path = join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
      return existsSync(path) ? [path] : [];
    } catch {
      return [];
    }
  });
}

/**
 * Loads the addon at `path`; without one, the first that was built, else one of TensorFlow.js' packages.
 *
 * @throws InvalidInputError when there is none, or it does not load
 */
export function loadAddon(path: string | undefined = [...builtAddons(), ...packagedAddons()][0]): Binding {
  if (path === undefined) {
    throw new InvalidInputError(
      'node-gpu: no TensorFlow is installed; run `oneday setup node-gpu` (Linux), or install '
        + '@tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node with their scripts',
    );
  }
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
  try {
    return require(path) as Binding;
  } catch (cause) {
    throw new InvalidInputError(describeLoading(path, cause as NodeJS.ErrnoException), { cause });
  }
}

function describeLoading(path: string, { message }: NodeJS.ErrnoException): string {
  const missing = /(\S+): cannot open shared object file/.exec(message)?.[1];
  const reason = missing === undefined ? message.split('\n')[0]! : `the library ${missing} is missing`;
  return `node-gpu: ${path} does not load: ${reason}; run \`oneday setup node-gpu\` again`;
}
