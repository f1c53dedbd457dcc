import { describe, expect, it } from 'vitest';
import { parseNormalizer } from '../normalizers/parse-normalizer.ts';
import { Pattern } from '../pattern/pattern.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import { spanEnd, spanStart } from '../pipeline/transform.ts';
import { parsePreTokenizer } from '../pre-tokenizers/parse-pre-tokenizer.ts';
import { NORMALIZERS, PATTERNS, PRE_TOKENIZERS } from './components.ts';
import type { Entry } from './components.ts';
import { oracle, unitsOf } from './oracle.ts';
import { randomTexts } from './random-texts.ts';

const TEXTS = 100;

interface Named {
  readonly name: string;
  readonly entry: Entry;
}

const named = (entries: readonly Entry[]): Named[] => (
  entries.map((entry) => ({ name: JSON.stringify(entry).slice(0, 200), entry }))
);

describe.each(named(NORMALIZERS))('normalizer $name', ({ name, entry }) => {
  const ours = parseNormalizer(entry);

  it('gives the text and the spans that Hugging Face’s library gives', async () => {
    const text = randomTexts(name.length);
    // Each character becomes a token, whose offsets are its span.
    const pattern = { Regex: '(?m:.)' };
    const theirs = oracle({
      normalizer: entry, pre_tokenizer: { type: 'Split', pattern, behavior: 'Isolated', invert: false },
    });
    for (let i = 0; i < TEXTS; i++) {
      const source = text(12);
      const units = unitsOf(source);
      const spans = (await theirs.encode(source)).getOffsets().map(([from, to]) => [units[from!], units[to!]]);
      const normalized = ours.normalize(new AlignedText(source));
      expect(normalized.text).toBe(theirs.getNormalizer()!.normalizeString(source));
      const starts = unitsOf(normalized.text).slice(0, -1);
      const ourSpans = starts.map((unit) => [spanStart(normalized, unit), spanEnd(normalized, unit)]);
      expect({ source, spans: ourSpans }).toEqual({ source, spans });
    }
  });

  it('is written as it was read', () => {
    expect(ours.toJSON()).toEqual(entry);
  });
});

describe.each(named(PRE_TOKENIZERS))('pre-tokenizer $name', ({ name, entry }) => {
  const ours = parsePreTokenizer(entry);

  it('gives the pieces and the offsets that Hugging Face’s library gives', () => {
    const text = randomTexts(name.length);
    const theirs = oracle({ pre_tokenizer: entry }).getPreTokenizer()!;
    for (let i = 0; i < TEXTS; i++) {
      const source = text(12);
      const units = unitsOf(source);
      const pieces: AlignedText[] = [];
      ours.preTokenize(new AlignedText(source), pieces);
      const spans = pieces.map((piece) => [piece.text, piece.originalStart(0), piece.originalEnd(piece.text.length)]);
      const theirSpans = theirs.preTokenizeString(source).map(([piece, [from, to]]) => [piece, units[from], units[to]]);
      expect({ source, spans }).toEqual({ source, spans: theirSpans });
    }
  });

  it('is written as it was read', () => {
    expect(ours.toJSON()).toEqual(entry);
  });
});

describe.each(PATTERNS)('pattern %s', (source) => {
  it('matches what Oniguruma matches', () => {
    const text = randomTexts(source.length);
    const ours = new Pattern(source);
    const entry = { type: 'Split', pattern: { Regex: source }, behavior: 'Removed', invert: true };
    const theirs = oracle({ pre_tokenizer: entry }).getPreTokenizer()!;
    for (let i = 0; i < TEXTS; i++) {
      const subject = text(14);
      const matches = ours.matches(subject);
      const found = matches.flatMap((start, j) => (j % 2 === 0 ? [subject.slice(start, matches[j + 1])] : []));
      const theirFound = theirs.preTokenizeString(subject).map(([piece]) => piece);
      expect({ subject, found: found.filter((piece) => piece !== '') }).toEqual({ subject, found: theirFound });
    }
  });
});
