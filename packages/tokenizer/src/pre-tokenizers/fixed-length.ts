import type { PreTokenizer } from '../pipeline/contracts.ts';

/** `FixedLength`: pieces of so many code points each. */
export function fixedLength(length: number): PreTokenizer {
  return {
    preTokenize(text, output) {
      const { text: units } = text;
      let start = 0;
      let count = 0;
      for (let at = 0; at < units.length;) {
        at += units.codePointAt(at)! > 0xffff ? 2 : 1;
        if (++count < length && at < units.length) continue;
        output.push(text.slice(start, at));
        start = at;
        count = 0;
      }
    },
    toJSON: () => ({ type: 'FixedLength', length }),
  };
}
