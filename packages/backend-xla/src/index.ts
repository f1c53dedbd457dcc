export { findAccelerator } from './accelerator.ts';
export type { Accelerator } from './accelerator.ts';
export { findNvidiaDriver } from './nvidia-driver.ts';
export type { NvidiaDriver } from './nvidia-driver.ts';
export {
  findPlugin, installedKinds, makePluginsFolder, pluginFolder, pluginIn, pluginKinds, xlaFolder,
} from './plugin-folder.ts';
export type { FoundPlugin, PluginKind } from './plugin-folder.ts';
export { xla } from './xla.ts';
export type { XlaOptions } from './xla.ts';
