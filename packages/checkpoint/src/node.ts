export { replaceFile } from './node-durable.ts';
export { lockFolder } from './node-folder-lock.ts';
export { folderStore } from './node-folder-store.ts';
export type { FolderStoreOptions } from './node-folder-store.ts';
export { readSafetensorsFile, writeSafetensorsFile } from './node-safetensors-file.ts';
export { fileError } from './node-system-error.ts';
