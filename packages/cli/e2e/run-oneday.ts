import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

const command = fileURLToPath(new URL('../bin/oneday.js', import.meta.url));

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that has been started. */
export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/**
 * Starts the built command in a folder, its output piped as in a log.
 * @param environment added to that of this process
 */
export function startOneday(
  folder: string, args: readonly string[], environment: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return { child, finished };
}

/** Runs the built command to its end. */
export function oneday(folder: string, ...args: readonly string[]): Promise<Finished> {
  return startOneday(folder, args).finished;
}

/** Runs the built command to its end, with a text on its standard input. */
export function onedayReading(folder: string, input: string, ...args: readonly string[]): Finished {
  const { status: code, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder, input, encoding: 'utf8',
  });
  return { code, stdout, stderr };
}

/** The object on the last line of standard output. */
export function lastLine(stdout: string): Record<string, unknown> {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;
}

/** A folder that is gone after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-e2e-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Expects a code, and one line on standard error behind those that say what is under way. */
export function expectEnd({ code, stderr }: Finished, wantedCode: number, line: RegExp): void {
  expect(stderr.trimEnd().split('\n').filter((said) => said.startsWith('oneday: '))).toEqual([
    expect.stringMatching(line),
  ]);
  expect(code).toBe(wantedCode);
}
