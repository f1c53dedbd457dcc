/** How a sequence longer than the context is scored piece by piece. */

/** One run of the model over a part of a sequence s. */
export interface ScoringWindow {
  /** The inputs are s[start .. end); what follows each is s[start + 1 .. end + 1). */
  readonly start: number;
  readonly end: number;
  /** Only the last so many of these are scored; the tokens before are context. */
  readonly scored: number;
}

/**
 * Windows in which each token from `first` on is scored once. The first window is filled; each later one scores up to
 * `stride` tokens more, so that every token has at least `context` − `stride` + 1 tokens before it, or all there are.
 *
 * @param length tokens of the sequence
 * @param first index of the first scored token, at least 1
 */
export function scoringWindows(
  length: number,
  first: number,
  { context, stride }: { readonly context: number; readonly stride: number },
): readonly ScoringWindow[] {
  const windows: ScoringWindow[] = [];
  for (let next = first; next < length;) {
    const end = Math.min(length - 1, Math.max(context, next - 1 + stride));
    windows.push({ start: Math.max(0, end - context), end, scored: end - next + 1 });
    next = end + 1;
  }
  return windows;
}
