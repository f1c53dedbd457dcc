/** Where the addon lies that `oneday setup node-gpu` builds. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** The kinds of addons that are built, the one with an accelerator first. */
export const addonKinds = ['cuda12', 'cpu'] as const;

/** One of them. */
export type AddonKind = (typeof addonKinds)[number];

/** The name of the addon in its folder. */
export const addonName = 'tfjs_binding.node';

/** The user's cache, `ONEDAY_CACHE` where that is set. The addon is built for Linux alone. */
function cacheFolder({ ONEDAY_CACHE, XDG_CACHE_HOME }: NodeJS.ProcessEnv): string {
  return ONEDAY_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'oneday');
}

/** The folder of one kind of addon: TensorFlow and the libraries it loads, unpacked side by side, and the addon. */
export function addonFolder(kind: AddonKind, environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(environment), 'node-gpu', kind);
}

/** The addons that are built, the first kind first. */
export function builtAddons(environment: NodeJS.ProcessEnv = process.env): string[] {
  return addonKinds.map((kind) => join(addonFolder(kind, environment), addonName)).filter((path) => existsSync(path));
}
