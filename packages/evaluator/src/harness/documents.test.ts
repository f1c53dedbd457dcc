import { InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { csvDocuments, jsonDocuments, jsonlDocuments } from './documents.ts';
import { fillTemplate } from './template.ts';

describe('csvDocuments', () => {
  it('reads quotes, commas and line ends in values', () => {
    expect(csvDocuments('text,label\r\n"a, ""b""\nc",1\nplain,\n', 'x')).toEqual([
      { text: 'a, "b"\nc', label: '1' }, { text: 'plain', label: '' },
    ]);
    expect(csvDocuments('a,b\n1,2', 'x')).toEqual([{ a: '1', b: '2' }]);
    expect(csvDocuments('', 'x')).toEqual([]);
  });

  it.each([
    ['a,b\n1\n', 'file x: row 2 must have 2 values, as the first; got 1'],
    ['a,a\n', 'file x: each field needs a name of its own; got ["a","a"]'],
    ['a\n"open\n', 'file x: quotes stand around whole values and are closed; got "\\"open\\n" at 2'],
  ])('refuses %j', (text, message) => {
    expect(() => csvDocuments(text, 'file x')).toThrow(new InvalidInputError(message));
  });
});

describe('jsonlDocuments', () => {
  it('reads an object a line', () => {
    expect(jsonlDocuments('{"a":1}\n\n{"a":"二"}\n', 'x')).toEqual([{ a: 1 }, { a: '二' }]);
  });

  it('names the line that is none', () => {
    expect(() => jsonlDocuments('{}\n[1]\n', 'file x'))
      .toThrow(new InvalidInputError('file x: line 2: an object is expected; got [1]'));
  });
});

describe('jsonDocuments', () => {
  it('reads a list of objects, and refuses what is none', () => {
    expect(jsonDocuments('[{"a":1},{"a":"二"}]', 'x')).toEqual([{ a: 1 }, { a: '二' }]);
    expect(() => jsonDocuments('[{},1]', 'file x'))
      .toThrow(new InvalidInputError('file x: a list of objects is expected; got [{},1]'));
  });
});

describe('fillTemplate', () => {
  it('puts fields in, and leaves doubled braces as braces', () => {
    expect(fillTemplate('{{{a}}} {n} {b}', { a: '{n}', n: 3, b: true }, 'x')).toBe('{{n}} 3 true');
  });

  it('refuses fields that are not there or no text', () => {
    expect(() => fillTemplate('{b}', { a: 1 }, 'task t')).toThrow('task t: a document has no field "b"; it has a');
    expect(() => fillTemplate('{a}', { a: [1] }, 'task t')).toThrow('field "a" must be a text or number; got [1]');
  });
});
