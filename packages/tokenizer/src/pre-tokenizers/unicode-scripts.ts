import type { PreTokenizer } from '../pipeline/contracts.ts';
import { ANY_SCRIPT, scriptOf } from '../unicode/script.ts';

/**
 * `UnicodeScripts`: cuts between scripts; Han, Hiragana and Katakana count as one. Characters of no script, such as the
 * space, go with what stands before them, and are lost at the beginning of a text, as in the reference.
 */
export function unicodeScripts(): PreTokenizer {
  return {
    preTokenize(text, output) {
      const { text: units } = text;
      let start = -1;
      let current = ANY_SCRIPT;
      for (let at = 0; at < units.length;) {
        const point = units.codePointAt(at)!;
        const script = scriptOf(point);
        if (script !== ANY_SCRIPT && script !== current) {
          if (start !== -1) output.push(text.slice(start, at));
          start = at;
          current = script;
        }
        at += point > 0xffff ? 2 : 1;
      }
      if (start !== -1) output.push(text.slice(start, units.length));
    },
    toJSON: () => ({ type: 'UnicodeScripts' }),
  };
}
