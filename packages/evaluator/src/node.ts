export { gzipBitsPerByte } from './node/gzip.ts';
export type { GzipResult } from './node/gzip.ts';
