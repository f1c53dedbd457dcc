import { splitWords, trimEnd } from '../../text/white-space.ts';

/** What TER does to texts before it compares their words. */
export interface TercomOptions {
  readonly normalized: boolean;
  readonly noPunctuation: boolean;
  readonly asianSupport: boolean;
  readonly caseSensitive: boolean;
}

const ASIAN_PUNCTUATION = /[\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb]/g;
const FULL_WIDTH_PUNCTUATION = /[\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09]/g;

/** The words of a text as Tercom's tokenizer gives them, with sacrebleu's options. */
export function tercomWords(text: string, options: TercomOptions): string[] {
  let sentence = trimEnd(text);
  if (sentence === '') return [];
  if (!options.caseSensitive) sentence = sentence.toLowerCase();
  if (options.normalized) {
    sentence = separateWestern(sentence);
    if (options.asianSupport) sentence = separateAsian(sentence);
  }
  if (options.noPunctuation) {
    sentence = sentence.replace(/[.,?:;!"()]/g, '');
    if (options.asianSupport) sentence = sentence.replace(ASIAN_PUNCTUATION, '').replace(FULL_WIDTH_PUNCTUATION, '');
  }
  return splitWords(sentence);
}

/** Joins lines, resolves XML's entities, and separates punctuation from words. */
function separateWestern(sentence: string): string {
  const plain = sentence.replaceAll('\n-', '').replaceAll('\n', ' ')
    .replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  return ` ${plain} `
    .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
    .replaceAll('\'s ', ' \'s ')
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ');
}

/**
 * Makes words of Chinese characters, their parts and punctuation. Kana stay together: Tercom's rules for them look for
 * the start of the line, where there is a space by now.
 */
function separateAsian(sentence: string): string {
  return sentence
    .replace(/[\u4e00-\u9fff\u3400-\u4dbf]/g, ' $& ')
    .replace(/[\u31c0-\u31ef\u2e80-\u2eff]/g, ' $& ')
    .replace(/[\u3300-\u33ff\uf900-\ufaff\ufe30-\ufe4f]/g, ' $& ')
    .replace(/[\u3200-\u3f22]/g, ' $& ')
    .replace(ASIAN_PUNCTUATION, ' $& ')
    .replace(FULL_WIDTH_PUNCTUATION, ' $& ');
}
