/** Tries a plugin in a process of its own. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { InvalidInputError, OnedayError } from '@oneday/core';
import { makeFolder } from './make-folder.ts';
import { setPluginEnvironment } from './plugin-environment.ts';
import { xlaFolder } from './plugin-folder.ts';
import type { FoundPlugin } from './plugin-folder.ts';

/** An accelerator's driver may take long to wake up. */
const LONGEST_MILLISECONDS = 120_000;
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const script = fileURLToPath(new URL(`./probe-child.${extension}`, import.meta.url));

/**
 * Loads a plugin that was not tried on this machine before in another process, opens its device and computes a sum.
 * What was found is kept, so that this is done once.
 *
 * @throws InvalidInputError for what is no plugin @throws OnedayError when it crashes, hangs, or has no device
 */
export async function probePlugin(found: FoundPlugin): Promise<void> {
  const note = join(xlaFolder(), 'tried', nameOf(found));
  if (existsSync(note)) return;
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
  if (answer?.works === true) return keepNote(note);
  if (answer?.message !== undefined) {
    throw answer.isInput === true ? new InvalidInputError(answer.message) : new OnedayError(answer.message);
  }
  const said = output.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  throw new OnedayError(`${found.path}: crashed when it was tried (${ending}): ${said || 'it said nothing'}; `
    + 'run `oneday setup xla` again, or use another plugin');
}

interface Answer {
  readonly works?: boolean;
  readonly isInput?: boolean;
  readonly message?: string;
}

function lastJson(text: string): Answer | undefined {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{') ? (JSON.parse(line) as Answer) : undefined;
}

/** A plugin is known by its place, size and age. */
function nameOf({ path }: FoundPlugin): string {
  const status = statSync(path, { throwIfNoEntry: false });
  return createHash('sha256').update(`${path} ${status?.size} ${status?.mtimeMs} ${process.version}`).digest('hex');
}

function keepNote(note: string): void {
  try {
    makeFolder(dirname(note));
    writeFileSync(note, '');
  } catch {
    // Without a note it is tried again next time.
  }
}
