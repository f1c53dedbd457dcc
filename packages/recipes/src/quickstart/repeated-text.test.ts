import { describe, expect, it } from 'vitest';
import { withoutDuplicates, withoutRepeatedParagraphs } from './repeated-text.ts';

const licence = 'Permission is hereby granted, free of charge, to any person obtaining a copy of this software.'
  + ' And so on.';
const source = (text: string, name = text.slice(0, 5)) => ({ text, source: name });

describe('withoutDuplicates', () => {
  it('keeps the first of equal texts', () => {
    const texts = [source('a', '1'), source('b', '2'), source('a', '3')];
    expect(withoutDuplicates(texts)).toEqual({ texts: texts.slice(0, 2), duplicates: 1 });
  });
});

describe('withoutRepeatedParagraphs', () => {
  it('drops the licence that differs in its copyright line, and keeps the rest as it was', () => {
    const first = source(`# one\n\nCopyright Ann\n\n${licence}\n\n    code\n`);
    const second = source(`# two\n\nCopyright Bob\n\n${licence.toUpperCase().replaceAll(' ', '\n')}\n\n    code\n`);
    const { texts, duplicates, repeatedParagraphs, repeatedBytes } = withoutRepeatedParagraphs([first, second]);
    expect(texts).toEqual([first, { ...second, text: '# two\n\nCopyright Bob\n\n    code\n' }]);
    expect({ duplicates, repeatedParagraphs, repeatedBytes }).toEqual(
      { duplicates: 0, repeatedParagraphs: 1, repeatedBytes: licence.length },
    );
  });

  it('keeps what is short, however often it comes', () => {
    const texts = [source('# Usage\n\na\n'), source('# Usage\n\nb\n')];
    expect(withoutRepeatedParagraphs(texts).texts).toEqual(texts);
  });

  it('drops texts that have nothing else, and counts them', () => {
    const { texts, duplicates } = withoutRepeatedParagraphs([source(licence), source(`\n\n${licence}\n`), source('x')]);
    expect(texts.map(({ text }) => text)).toEqual([licence, 'x']);
    expect(duplicates).toBe(1);
  });

  it('knows blank lines with spaces and carriage returns', () => {
    const second = source(`a\r\n \t\r\n${licence}\r\n\r\nb`);
    const { repeatedParagraphs } = withoutRepeatedParagraphs([source(licence), second]);
    expect(repeatedParagraphs).toBe(1);
  });
});
