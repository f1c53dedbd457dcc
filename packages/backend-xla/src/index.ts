export {
  findPlugin, installedKinds, makePluginsFolder, pluginFolder, pluginIn, pluginKinds, xlaFolder,
} from './plugin-folder.ts';
export type { FoundPlugin, PluginKind } from './plugin-folder.ts';
export { xla } from './xla.ts';
export type { XlaOptions } from './xla.ts';
