/** Opening this backend. */
import { statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Backend, BackendOptions } from '@oneday/ops';
import { createBackend } from '@oneday/ops';
import { XlaEngine } from './engine.ts';
import { PjrtClient } from './pjrt/client.ts';
import { PjrtPlugin } from './pjrt/plugin.ts';
import { setPluginEnvironment } from './plugin-environment.ts';
import { findPlugin, pluginKinds, xlaFolder } from './plugin-folder.ts';
import type { PluginKind } from './plugin-folder.ts';
import { probePlugin } from './probe-plugin.ts';
import { ProgramCache } from './program-cache.ts';

/** Options of {@link xla}. */
export interface XlaOptions extends BackendOptions {
  /** A PJRT plugin, a shared library. Default: `ONEDAY_XLA_PLUGIN`, else what `oneday setup xla` installed. */
  readonly plugin?: string;
  /** The kind of installed plugin to take; it goes before `ONEDAY_XLA_PLUGIN`. Default: the first that is there. */
  readonly kind?: PluginKind;
  /**
   * `never` trusts a plugin that was not loaded on this machine before; otherwise it is first tried in a process of its
   * own, so that its crash is an error here. Default: `first`.
   */
  readonly probe?: 'first' | 'never';
  /** Whether compiled programs are kept on disk. Default: true. */
  readonly cache?: boolean;
  /**
   * Whether attention in bf16 and f16 runs on cuDNN's flash attention where plugin, card and shapes allow it. Default:
   * yes, unless `ONEDAY_XLA_FLASH_ATTENTION` is `off`.
   */
  readonly flashAttention?: boolean;
  /** Told, in one line, what is not as it should be but stops nothing. Default: standard error. */
  readonly warn?: (line: string) => void;
}

/**
 * Opens the first device of a PJRT plugin. Needs no Python and no CUDA toolkit: `oneday setup xla` fetches the plugin.
 *
 * @throws InvalidInputError when there is no plugin, or it is none @throws OnedayError when it has no device
 */
export async function xla(options: XlaOptions = {}): Promise<Backend> {
  const { probe = 'first', cache = true, demandNative = false } = options;
  const warn = options.warn ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const { plugin: given = options.kind === undefined ? process.env.ONEDAY_XLA_PLUGIN : undefined } = options;
  const found = findPlugin(given, options.kind === undefined ? pluginKinds : [options.kind]);
  if (probe === 'first') await probePlugin(found);
  setPluginEnvironment(found.cudaFolder);
  const plugin = await PjrtPlugin.load(found.path, found.libraries);
  const client = await PjrtClient.open(plugin);
  const { size, mtimeMs } = statSync(found.path);
  const programs = new ProgramCache({
    folder: join(xlaFolder(), 'programs'),
    surroundings: [
      plugin.version, `${size} ${mtimeMs}`, client.platform, client.platformVersion, client.deviceKind,
      cpus()[0]?.model ?? '', process.arch,
    ],
    warn,
  });
  const { flashAttention = process.env.ONEDAY_XLA_FLASH_ATTENTION !== 'off' } = options;
  const engine = new XlaEngine(client, { cache: cache ? programs : undefined, flashAttention });
  return createBackend(engine, { demandNative });
}
