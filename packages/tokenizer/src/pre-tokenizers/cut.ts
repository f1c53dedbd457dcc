import { refusal } from '../json-fields.ts';
import type { AlignedText } from '../pipeline/aligned-text.ts';

/** What becomes of the matches that a text is cut at, and of what lies between. */
export type CutBehavior = 'Removed' | 'Isolated' | 'MergedWithPrevious' | 'MergedWithNext' | 'Contiguous';

const BEHAVIORS: readonly CutBehavior[] = [
  'Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous',
];

/** Reads a behaviour. @throws InvalidInputError when it is none */
export function cutBehavior(value: unknown, where: string): CutBehavior {
  const found = BEHAVIORS.find((behavior) => behavior === value);
  if (found === undefined) throw refusal(where, `one of ${BEHAVIORS.join(', ')}`, value);
  return found;
}

/**
 * Cuts a text at matches and adds the pieces, but for empty ones, to `output`.
 *
 * @param matches start and end of each, in UTF-16 units, in order
 * @param isInverted what lies between the matches is what is cut at
 */
export function cut(
  text: AlignedText, matches: readonly number[], behavior: CutBehavior, isInverted: boolean, output: AlignedText[],
): void {
  const parts = partsOf(text.text.length, matches, isInverted);
  if (behavior === 'MergedWithNext') {
    for (const part of merge(parts.reverse(), behavior).reverse()) add(text, part, output);
    return;
  }
  for (const part of merge(parts, behavior)) add(text, part, output);
}

interface Part {
  readonly start: number;
  readonly end: number;
  readonly isMatch: boolean;
}

function partsOf(length: number, matches: readonly number[], isInverted: boolean): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (let i = 0; i < matches.length; i += 2) {
    const start = matches[i]!;
    const end = matches[i + 1]!;
    if (start > at) parts.push({ start: at, end: start, isMatch: isInverted });
    parts.push({ start, end, isMatch: !isInverted });
    at = end;
  }
  if (at < length) parts.push({ start: at, end: length, isMatch: isInverted });
  return parts;
}

/** Joins parts with the one before them; for MergedWithNext they come in reverse order. */
function merge(parts: readonly Part[], behavior: CutBehavior): Part[] {
  if (behavior === 'Isolated') return [...parts];
  if (behavior === 'Removed') return parts.filter((part) => !part.isMatch);
  const merged: Part[] = [];
  let wasMatch = false;
  for (const part of parts) {
    const { isMatch } = part;
    const last = merged.at(-1);
    const joins = behavior === 'Contiguous' ? isMatch === wasMatch : isMatch && !wasMatch;
    wasMatch = isMatch;
    if (!joins || last === undefined) {
      merged.push(part);
      continue;
    }
    merged[merged.length - 1] = {
      start: Math.min(last.start, part.start), end: Math.max(last.end, part.end), isMatch,
    };
  }
  return merged;
}

function add(text: AlignedText, { start, end }: Part, output: AlignedText[]): void {
  if (end > start) output.push(text.slice(start, end));
}
