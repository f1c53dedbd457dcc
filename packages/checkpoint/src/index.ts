export { latestCheckpoint } from './latest-checkpoint.ts';
export type { LatestCheckpoint } from './latest-checkpoint.ts';
export { readSafetensors } from './read-safetensors.ts';
export type { SafetensorsFile } from './read-safetensors.ts';
export { writeSafetensors } from './write-safetensors.ts';
