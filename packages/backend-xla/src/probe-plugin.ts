/** Tries a plugin in a process of its own. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { InvalidInputError, OnedayError } from '@oneday/core';
import { makeFolder } from './make-folder.ts';
import { setPluginEnvironment } from './plugin-environment.ts';
import { xlaFolder } from './plugin-folder.ts';
import type { FoundPlugin } from './plugin-folder.ts';
import type { ProbeAnswer } from './probe-child.ts';

/** An accelerator's driver may take long to wake up. */
const LONGEST_MILLISECONDS = 120_000;
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const script = fileURLToPath(new URL(`./probe-child.${extension}`, import.meta.url));

/** The device of a plugin that works. */
export interface TriedPlugin {
  /** As the plugin names it: `cpu`, `cuda`. */
  readonly platform: string;
  /** As the driver names the device. */
  readonly device: string;
}

/**
 * Loads a plugin that was not tried on this machine before in another process, opens its device and computes a sum.
 * What was found is kept, so that this is done once.
 *
 * @throws InvalidInputError for what is no plugin @throws OnedayError when it crashes, hangs, or has no device
 */
export async function probePlugin(found: FoundPlugin): Promise<TriedPlugin> {
  const note = join(xlaFolder(), 'tried', nameOf(found));
  const known = readNote(note);
  if (known !== undefined) return known;
  const conditions = extension === 'ts' ? ['--conditions=@oneday/source'] : [];
  setPluginEnvironment(found.cudaFolder);
  const child = spawn(process.execPath, [...conditions, script, found.path, ...found.libraries], {
    stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_MILLISECONDS, killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr = (output.stderr + data.toString()).slice(-4000)));
  const ending = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  const answer = lastJson(output.stdout);
  if (answer?.works === true) {
    const { platform, device } = answer;
    keepNote(note, { platform, device });
    return { platform, device };
  }
  if (answer?.works === false) {
    throw answer.isInput ? new InvalidInputError(answer.message) : new OnedayError(answer.message);
  }
  const said = output.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  throw new OnedayError(`${found.path}: crashed when it was tried (${ending}): ${said || 'it said nothing'}; `
    + 'run `oneday setup xla` again, or use another plugin');
}

function lastJson(text: string): ProbeAnswer | undefined {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{') ? (JSON.parse(line) as ProbeAnswer) : undefined;
}

/** A plugin is known by its place, size and age. */
function nameOf({ path }: FoundPlugin): string {
  const status = statSync(path, { throwIfNoEntry: false });
  return createHash('sha256').update(`${path} ${status?.size} ${status?.mtimeMs} ${process.version}`).digest('hex');
}

/** A note that was not written whole counts as none. */
function readNote(note: string): TriedPlugin | undefined {
  try {
    const { platform, device } = JSON.parse(readFileSync(note, 'utf8')) as Partial<TriedPlugin>;
    return platform === undefined || device === undefined ? undefined : { platform, device };
  } catch {
    return undefined;
  }
}

function keepNote(note: string, tried: TriedPlugin): void {
  try {
    makeFolder(dirname(note));
    writeFileSync(note, JSON.stringify(tried));
  } catch {
    // Without a note it is tried again next time.
  }
}
