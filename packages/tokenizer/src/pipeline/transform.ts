import { AlignedText } from './aligned-text.ts';

/**
 * How a text becomes another, in the reference's own terms, because the spans follow from them and not from the two
 * texts: each character of the new text replaces the next one of the old (0), is new (above 0) and shares the span of
 * what stands before it, or replaces one and takes as many more with it as its number is below 0.
 */
export class Changes {
  readonly points: number[] = [];
  readonly changes: number[] = [];

  push(point: number, change: number): void {
    this.points.push(point);
    this.changes.push(change);
  }

  /** Leaves out characters behind what has been pushed. Before that the reference loses count, and so does this. */
  remove(count: number): void {
    if (this.changes.length > 0) this.changes[this.changes.length - 1]! -= count;
  }
}

/** The text with all its characters replaced. */
export function transform(source: AlignedText, { points, changes }: Changes): AlignedText {
  const spans: number[] = [];
  const parts: string[] = [];
  let at = 0;
  for (const [i, point] of points.entries()) {
    const change = changes[i]!;
    // New characters share the span of the unit before, replacing ones take that of the unit they replace.
    const unit = change > 0 ? at - 1 : Math.min(at, source.text.length - 1);
    const start = unit < 0 ? source.start : spanStart(source, unit);
    const end = unit < 0 ? source.start : spanEnd(source, unit);
    for (let replaced = change > 0 ? 0 : 1 - change; replaced > 0 && at < source.text.length; replaced--) {
      at += source.text.codePointAt(at)! > 0xffff ? 2 : 1;
    }
    parts.push(String.fromCodePoint(point));
    spans.push(start, end);
    if (point > 0xffff) spans.push(start, end);
  }
  return new AlignedText(parts.join(''), source.start, Int32Array.from(spans));
}

/** The text with each character that is kept replaced by one, the others left out. */
export function mapCharacters(source: AlignedText, map: (point: number) => number | undefined): AlignedText {
  const { text } = source;
  const spans: number[] = [];
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const point = text.codePointAt(at)!;
    const mapped = map(point);
    if (mapped !== undefined) {
      const start = spanStart(source, at);
      const end = spanEnd(source, at);
      parts.push(String.fromCodePoint(mapped));
      spans.push(start, end);
      if (mapped > 0xffff) spans.push(start, end);
    }
    at += point > 0xffff ? 2 : 1;
  }
  return new AlignedText(parts.join(''), source.start, Int32Array.from(spans));
}

/** Where the character of a unit begins in the original text. */
export function spanStart(source: AlignedText, unit: number): number {
  if (source.spans !== undefined) return source.spans[2 * unit]!;
  return source.start + (isSecondHalf(source.text, unit) ? unit - 1 : unit);
}

/** Where the character of a unit ends in the original text. */
export function spanEnd(source: AlignedText, unit: number): number {
  if (source.spans !== undefined) return source.spans[2 * unit + 1]!;
  return source.start + (isFirstHalf(source.text, unit) ? unit + 2 : unit + 1);
}

function isFirstHalf(text: string, unit: number): boolean {
  return (text.charCodeAt(unit) & 0xfc00) === 0xd800;
}

function isSecondHalf(text: string, unit: number): boolean {
  return (text.charCodeAt(unit) & 0xfc00) === 0xdc00;
}
