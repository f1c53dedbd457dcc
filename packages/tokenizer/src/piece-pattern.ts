import { characterClasses, characterClassesAndWords } from './character-traits.ts';
import type { KernelMemory } from './kernel-memory.ts';
import type { PatternName } from './known-patterns.ts';

/** How texts are cut into pieces: as a known pattern does, each match a piece, or not at all. */
export type PiecePattern = PatternName | 'whole text';

/** As in kernels/cut.ts. */
const NUMBERS: Readonly<Record<PiecePattern, number>> = {
  'whole text': 0, qwen2: 1, cl100k: 3, gpt2: 100, o200k: 101,
};

/** Has the kernels cut by a pattern. */
export function usePattern(memory: KernelMemory, pattern: PiecePattern): void {
  const traits = pattern === 'o200k' ? characterClassesAndWords() : characterClasses();
  memory.kernels.usePattern(NUMBERS[pattern], memory.put(traits));
}
