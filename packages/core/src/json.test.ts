import { describe, expect, it } from 'vitest';
import { InvalidInputError } from './errors.ts';
import { isJsonObject, parseJson, showValue } from './json.ts';

describe('parseJson', () => {
  it('gives the value', () => {
    expect(parseJson('{"a":[1,null]}', 'x.json', 100)).toEqual({ a: [1, null] });
  });

  it('names the origin when the text is not JSON, in one line', () => {
    const parse = () => parseJson('{\n"a": nope\n}', 'x.json', 100);
    expect(parse).toThrow(InvalidInputError);
    expect(parse).toThrow(/^x\.json: not valid JSON \([^\n]+\)$/);
  });

  it('refuses a text over the limit before parsing it', () => {
    expect(() => parseJson('[1,2,3]', 'x.json', 6)).toThrow('x.json: JSON of at most 6 characters expected; got 7');
  });
});

describe('isJsonObject', () => {
  it('is true for objects only', () => {
    expect([{}, [], null, 'a', 1, undefined].map(isJsonObject)).toEqual([true, false, false, false, false, false]);
  });
});

describe('showValue', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [12n, '12'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [[1, 'a', [true]], '[1,"a",[true]]'],
    [[[[[]]]], '[[[…]]]'],
    [{ a: 1, b: {} }, '{a, b}'],
    [() => 1, 'a function'],
  ])('shows %o', (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  it('is short for anything long', () => {
    expect(showValue('x'.repeat(1e6))).toHaveLength(60);
    expect(showValue(Array.from({ length: 1e4 }, () => 'x'.repeat(99)))).toHaveLength(60);
  });
});
