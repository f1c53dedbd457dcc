export { readTextFile } from './node-text-file.ts';
