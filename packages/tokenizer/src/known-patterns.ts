const CONTRACTION = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)`;
const ENDING = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const HEAD = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const TAIL = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;

function cl100k(numbers: string): string {
  return String.raw`${CONTRACTION}|[^\r\n\p{L}\p{N}]?\p{L}+|${numbers}| ?[^\s\p{L}\p{N}]+[\r\n]*|${ENDING}`;
}

/** Patterns that cut texts into pieces, by the vocabulary or model that made them known. */
export const PATTERNS = {
  gpt2: String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  /** GPT-4's, as Llama 3 writes it. */
  cl100k: cl100k(String.raw`\p{N}{1,3}`),
  /** As cl100k's, each number by itself. */
  qwen2: cl100k(String.raw`\p{N}`),
  /** GPT-4o's. */
  o200k: String.raw`[^\r\n\p{L}\p{N}]?${HEAD}*${TAIL}+${CONTRACTION}?|` +
    String.raw`[^\r\n\p{L}\p{N}]?${HEAD}+${TAIL}*${CONTRACTION}?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${ENDING}`,
} as const;

/** The name of a known pattern. */
export type PatternName = keyof typeof PATTERNS;

/** The name of a pattern; undefined for one that is not known. */
export function patternName(pattern: unknown): PatternName | undefined {
  return (Object.keys(PATTERNS) as PatternName[]).find((name) => PATTERNS[name] === pattern);
}
