import { describe, expect, it } from 'vitest';
import { findSuspectKey } from './duplicate-key.ts';

describe('findSuspectKey', () => {
  it.each([
    '{}',
    '{"a":1,"b":{"a":2},"c":[{"a":1},{"a":1}],"d":["a","a"]}',
    '{"a":"\\"a\\":1,{[","b":"a"}',
    '{"":"a","a":""}',
    '{"a" : 1 ,\n"A":2}',
  ])('finds nothing in %s', (text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(findSuspectKey(text, 3)).toBeUndefined();
  });

  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"b":{"a":1 , "a" :2}}', 'a'],
    ['[{"a":[],"b":{},"a":0}]', 'a'],
    ['{"\\u0061":1,"a":2}', 'a'],
    ['{"a\\"":1,"a\\"":2}', 'a"'],
    ['{"":1,"":2}', ''],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('finds the key that comes twice in %s', (text, duplicate) => {
    expect(findSuspectKey(text, 3)).toEqual({ duplicate });
  });

  it('finds what is nested too deep', () => {
    expect(findSuspectKey('{"a":[[1]]}', 3)).toBeUndefined();
    expect(findSuspectKey('{"a":[[[1]]]}', 3)).toEqual({ depth: 4 });
  });

  it.each(['', '"', '"\\', '{"a', '}}}]],,', '{"a\\uZZ":1,"a\\uZZ":1}', '[,"a","a"]'])('survives %j', (text) => {
    expect(() => findSuspectKey(text, 3)).not.toThrow();
  });
});
