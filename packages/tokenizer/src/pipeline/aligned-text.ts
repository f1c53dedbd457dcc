/**
 * A piece of text as normalizers and pre-tokenizers have left it, with the place in the original text that each of its
 * characters comes from. Immutable. All positions count UTF-16 units.
 */
export class AlignedText {
  readonly text: string;
  /** Where the piece begins in the original text. */
  readonly start: number;
  /**
   * For each UTF-16 unit of `text` the span [start, end) in the original text of the character it comes from, two
   * numbers a unit, the same for both halves of a surrogate pair. Absent where the text is the original's own: unit i
   * comes from `start + i`.
   */
  readonly spans: Int32Array | undefined;

  constructor(text: string, start = 0, spans?: Int32Array) {
    this.text = text;
    this.start = start;
    this.spans = spans;
  }

  /** The part [from, to), in units of `text`, at whole characters. */
  slice(from: number, to: number): AlignedText {
    const { spans } = this;
    const text = this.text.slice(from, to);
    if (spans === undefined) return new AlignedText(text, this.start + from);
    const start = from < this.text.length ? spans[2 * from]! : this.start;
    return new AlignedText(text, start, spans.subarray(2 * from, 2 * to));
  }

  /** Where the unit at `position` comes from begins in the original text. */
  originalStart(position: number): number {
    return this.spans === undefined ? this.start + position : this.spans[2 * position]!;
  }

  /** Where what the unit before `position` comes from ends in the original text. */
  originalEnd(position: number): number {
    return this.spans === undefined ? this.start + position : this.spans[2 * position - 1]!;
  }
}
