export { folderStore } from './node-folder-store.ts';
export type { FolderStoreOptions } from './node-folder-store.ts';
export { readSafetensorsFile, writeSafetensorsFile } from './node-safetensors-file.ts';
