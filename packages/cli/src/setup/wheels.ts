/** Which file of a package fits this machine. */
import { InvalidInputError } from '@oneday/core';
import type { IndexFile } from './package-index.ts';

/** What is asked for: a package, and either one version, or the newest from `atLeast` on and below `below`. */
export interface Requirement {
  readonly name: string;
  readonly version?: string;
  readonly atLeast?: string;
  readonly below?: string;
  /** The wheel's tag of Python, e.g. `cp311`; `py3` wheels fit always. */
  readonly python?: string;
}

/** A wheel's name, taken apart (PEP 427). */
interface WheelName {
  readonly version: string;
  readonly python: string;
  readonly platforms: readonly string[];
}

/** Takes a wheel's file name apart; undefined for what is no wheel. */
function parseWheelName(filename: string): WheelName | undefined {
  const match = /^[^-]+-([^-]+)(?:-\d[^-]*)?-([^-]+)-[^-]+-([^-]+)\.whl$/.exec(filename);
  if (match === null) return undefined;
  return { version: match[1]!, python: match[2]!, platforms: match[3]!.split('.') };
}

/** Compares release numbers part by part, 1.10 after 1.9; a pre-release stands before its release. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split(/[.+]|(?<=\d)(?=[a-z])/));
  for (let i = 0; i < Math.max(x!.length, y!.length); i++) {
    const [p, q] = [x![i] ?? '0', y![i] ?? '0'].map((part) => (/^\d+$/.test(part) ? Number(part) : -1));
    if (p !== q) return p! - q!;
  }
  return 0;
}

/** The platform tags that a wheel for this machine may carry begin with one of these. */
function platformFits(tag: string, platform: NodeJS.Platform, architecture: string): boolean {
  const processor = { x64: 'x86_64', arm64: platform === 'linux' ? 'aarch64' : 'arm64' }[architecture];
  if (tag === 'any') return true;
  if (platform === 'win32') return tag === (architecture === 'x64' ? 'win_amd64' : 'win_arm64');
  if (processor === undefined || !tag.endsWith(processor)) return false;
  return platform === 'darwin' ? tag.startsWith('macosx_') : /^(many)?linux(\d|_)/.test(tag);
}

/**
 * The newest wheel among `files` that meets the requirement and fits the machine.
 *
 * @throws InvalidInputError when there is none, naming what there is
 */
export function chooseWheel(
  { name, version, atLeast, below, python = 'py3' }: Requirement,
  files: readonly IndexFile[],
  { platform = process.platform, architecture = process.arch } = {},
): IndexFile & { readonly version: string } {
  const wheels = files.flatMap((file) => {
    const wheel = parseWheelName(file.filename);
    return wheel === undefined ? [] : [{ ...file, ...wheel }];
  });
  const isWanted = (candidate: string) => version === undefined
    ? /^\d+(\.\d+)*$/.test(candidate) && (atLeast === undefined || compareVersions(candidate, atLeast) >= 0)
      && (below === undefined || compareVersions(candidate, below) < 0)
    : candidate === version;
  const fitting = wheels.filter((wheel) =>
    isWanted(wheel.version)
    && wheel.python.split('.').some((tag) => tag === 'py3' || tag === python)
    && wheel.platforms.some((tag) => platformFits(tag, platform, architecture)));
  const best = fitting.sort((a, b) => compareVersions(b.version, a.version))[0];
  if (best !== undefined) return best;
  const wanted = version ?? `${atLeast ?? 'any'}${below === undefined ? '' : ` and below ${below}`}`;
  const known = [...new Set(wheels.map((wheel) => wheel.version))].slice(-5).join(', ') || 'none';
  throw new InvalidInputError(
    `${name}: the index has no wheel of version ${wanted} for ${platform} ${architecture}; it has wheels of ${known}`,
  );
}
