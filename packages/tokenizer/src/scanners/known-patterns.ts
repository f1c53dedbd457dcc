import { cl100kScanner } from './cl100k-scanner.ts';
import { gpt2PieceEnd } from './gpt2-scanner.ts';
import { o200kScanner } from './o200k-scanner.ts';
import type { PieceScanner } from './piece-scanner.ts';

/** The pattern that GPT-2 cuts texts with. */
export const GPT2_PATTERN = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

const CONTRACTION = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)`;
const ENDING = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const cl100k = (numbers: string) => (
  String.raw`${CONTRACTION}|[^\r\n\p{L}\p{N}]?\p{L}+|${numbers}| ?[^\s\p{L}\p{N}]+[\r\n]*|${ENDING}`
);
const HEAD = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const TAIL = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;

/** The pattern of GPT-4's cl100k, as Llama 3 writes it. */
export const CL100K_PATTERN = cl100k(String.raw`\p{N}{1,3}`);
/** The pattern of Qwen 2: as cl100k's, each number by itself. */
export const QWEN2_PATTERN = cl100k(String.raw`\p{N}`);
/** The pattern of GPT-4o's o200k. */
export const O200K_PATTERN = String.raw`[^\r\n\p{L}\p{N}]?${HEAD}*${TAIL}+${CONTRACTION}?|` +
  String.raw`[^\r\n\p{L}\p{N}]?${HEAD}+${TAIL}*${CONTRACTION}?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${ENDING}`;

const SCANNERS: ReadonlyMap<string, () => PieceScanner> = new Map([
  [GPT2_PATTERN, () => gpt2PieceEnd],
  [CL100K_PATTERN, () => cl100kScanner(3)],
  [QWEN2_PATTERN, () => cl100kScanner(1)],
  [O200K_PATTERN, o200kScanner],
]);

/** The scanner that cuts a text as a pattern does, each match a piece; undefined for a pattern without one. */
export function scannerOf(pattern: string): PieceScanner | undefined {
  return SCANNERS.get(pattern)?.();
}
