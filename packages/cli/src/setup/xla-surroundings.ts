/** What of xla's plugins, libraries and drivers is on this machine. */
import type { NvidiaDriver, PluginKind } from '@oneday/backend-xla';
import { fromPackage } from '../from-package.ts';
import { installedVersions } from './install-wheels.ts';
import { FIRST_CUDA13_DRIVER } from './nvidia-driver.ts';
import { xlaPackages } from './xla-packages.ts';

/** A plugin that is installed, with the versions of its packages: its own first, then those of its libraries. */
export interface InstalledPlugin {
  readonly kind: PluginKind;
  readonly versions: Readonly<Record<string, string>>;
}

/** What was found. */
export interface XlaSurroundings {
  readonly plugins: readonly InstalledPlugin[];
  readonly driver: NvidiaDriver;
}

/** Looks for them, without loading any. @throws ConfigError when `@oneday/backend-xla` is not installed */
export async function findXlaSurroundings(): Promise<XlaSurroundings> {
  const { findNvidiaDriver, installedKinds, pluginFolder } = await fromPackage(
    '@oneday/backend-xla', () => import('@oneday/backend-xla'),
  );
  const plugins = installedKinds().map((kind) => ({ kind, versions: installedVersions(pluginFolder(kind)) }));
  return { plugins, driver: findNvidiaDriver() };
}

/** What is missing for a GPU, each with what to do; where there is neither plugin nor driver, that both are. */
export function missingForGpu({ plugins, driver: { kernelVersion, library } }: XlaSurroundings): string[] {
  const missing: string[] = [];
  if (library === undefined) {
    missing.push(kernelVersion === undefined
      ? 'NVIDIA\'s driver; install it, or start the container with access to the cards (docker run --gpus all)'
      : `libcuda.so.1 of the driver ${kernelVersion}; start the container with access to it (docker run --gpus all)`);
  }
  const forGpu = plugins.filter(({ kind }) => kind !== 'cpu');
  if (forGpu.length === 0) missing.push('a plugin for CUDA; run `oneday setup xla`');
  for (const { kind, versions } of forGpu) {
    const absent = xlaPackages[kind].map(({ name }) => name).filter((name) => versions[name] === undefined);
    if (absent.length > 0) missing.push(`${absent.join(', ')} for ${kind}; run \`oneday setup xla\` again`);
    if (kind === 'cuda13' && kernelVersion !== undefined && Number.parseInt(kernelVersion, 10) < FIRST_CUDA13_DRIVER) {
      const instead = 'update it, or run `oneday setup xla --cuda 12`';
      missing.push(`a driver of ${FIRST_CUDA13_DRIVER} or newer for CUDA 13; ${instead}`);
    }
  }
  return missing;
}

/** The same in lines for people. */
export function describeXlaSurroundings(surroundings: XlaSurroundings): string[] {
  const { plugins, driver: { kernelVersion, library } } = surroundings;
  const driver = [...(kernelVersion === undefined ? [] : [kernelVersion]), ...(library === undefined ? [] : [library])];
  return [
    ...plugins.map(({ kind, versions }) => {
      const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
      return `plugin ${kind}: ${names.join(', ') || 'not from `oneday setup xla`, so its versions are not known'}`;
    }),
    `NVIDIA driver: ${driver.join(', ') || 'none'}`,
    ...missingForGpu(surroundings).map((what) => `missing for a GPU: ${what}`),
  ];
}
