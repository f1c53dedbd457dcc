import { readFileSync } from 'node:fs';

/** The version of this package; all of ours have the same one. */
export function version(): string {
  const json = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(json) as { version: string }).version;
}
