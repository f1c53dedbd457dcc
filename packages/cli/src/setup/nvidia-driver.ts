/** What NVIDIA's driver says of itself and its cards. */
import { execFileSync } from 'node:child_process';

/** A driver with at least one card. */
export interface NvidiaDriver {
  /** `580.65.06`. */
  readonly version: string;
  readonly cards: readonly { readonly name: string; readonly computeCapability: number }[];
}

/** The first driver that runs programs of CUDA 13. */
export const FIRST_CUDA13_DRIVER = 580;
/** CUDA 13 has no code for cards before Turing. */
const TURING = 7.5;

/** Asks `nvidia-smi`; undefined where there is no driver or no card. */
export function findNvidiaDriver(ask: () => string = askNvidiaSmi): NvidiaDriver | undefined {
  let answer: string;
  try {
    answer = ask();
  } catch {
    return undefined;
  }
  const rows = answer.trim().split('\n').map((line) => line.split(',').map((part) => part.trim()));
  const cards = rows.flatMap(([name, capability]) =>
    (name === undefined || Number.isNaN(Number(capability)) ? [] : [{ name, computeCapability: Number(capability) }]));
  const version = rows[0]?.[2];
  return version === undefined || cards.length === 0 ? undefined : { version, cards };
}

function askNvidiaSmi(): string {
  const query = ['--query-gpu=name,compute_cap,driver_version', '--format=csv,noheader'];
  return execFileSync('nvidia-smi', query, { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The CUDA version to install: 13 where driver and every card can, else 12. */
export function cudaVersionFor({ version, cards }: NvidiaDriver): 12 | 13 {
  const isNew = Number.parseInt(version, 10) >= FIRST_CUDA13_DRIVER;
  return isNew && cards.every(({ computeCapability }) => computeCapability >= TURING) ? 13 : 12;
}
