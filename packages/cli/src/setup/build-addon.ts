/** Builds the addon of TensorFlow.js for Node against an unpacked TensorFlow. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvalidInputError, OnedayError } from '@oneday/core';

const run = promisify(execFile);

/** Where the sources come from: the addon's own, and Node's stable interface. */
export const sourcePackages = ['@tensorflow/tfjs-node@4.22.0', 'node-api-headers@1.9.0'] as const;

/**
 * The C++ compiler: `CXX`, or the first of the usual names.
 *
 * @throws InvalidInputError when there is none
 */
export function findCompiler(environment: NodeJS.ProcessEnv = process.env): string {
  const names = environment.CXX === undefined ? ['c++', 'g++', 'clang++'] : [environment.CXX];
  const answers = (name: string) => spawnSync(name, ['--version'], { env: environment, stdio: 'ignore' }).status === 0;
  const found = names.find(answers);
  if (found !== undefined) return found;
  throw new InvalidInputError(
    `setup node-gpu: needs a C++ compiler; ${names.join(', ')} did not answer; install one (apt install g++), or name `
      + 'it in CXX',
  );
}

/**
 * Builds `addon` against `folder/tensorflow`, which it looks for beside itself when it is loaded.
 *
 * @throws InvalidInputError without a compiler @throws OnedayError with the last line of what a tool says
 */
export async function buildAddon(folder: string, addon: string): Promise<void> {
  const compiler = findCompiler();
  const work = join(folder, 'build');
  try {
    const [binding, headers] = await Promise.all(sourcePackages.map((name) => fetchPackage(name, work)));
    const tensorFlow = join(folder, 'tensorflow');
    const includes = [join(headers!, 'include'), join(tensorFlow, 'include')].flatMap((path) => ['-I', path]);
    const flags = ['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8', ...includes];
    const objects = await Promise.all(['tfjs_backend', 'tfjs_binding'].map(async (name) => {
      const object = join(work, `${name}.o`);
      await tool(compiler, [...flags, '-c', join(binding!, 'binding', `${name}.cc`), '-o', object]);
      return object;
    }));
    const libraries = ['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'];
    await tool(compiler, [
      '-shared', '-o', addon, ...objects, `-L${tensorFlow}`, ...libraries, '-Wl,-rpath,$ORIGIN/tensorflow',
    ]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Fetches a package as npm is configured, and unpacks it. @returns its folder */
async function fetchPackage(name: string, work: string): Promise<string> {
  const folder = join(work, name.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const archive = (await tool('npm', ['pack', name, '--silent', '--pack-destination', folder])).trim();
  await tool('tar', ['-xzf', join(folder, archive), '-C', folder]);
  return join(folder, 'package');
}

/** Runs a program. @returns what it prints */
async function tool(name: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(name, args, { maxBuffer: 64 * 2 ** 20 })).stdout;
  } catch (cause) {
    const { code, stderr = '', message } = cause as NodeJS.ErrnoException & { stderr?: string };
    const missing = code === 'ENOENT' ? 'it is not installed' : undefined;
    const reason = missing ?? stderr.split('\n').find((line) => /error/i.test(line)) ?? message.split('\n')[0]!;
    throw new OnedayError(`setup node-gpu: ${name} ${args[0]} failed: ${reason.trim()}`, { cause });
  }
}
