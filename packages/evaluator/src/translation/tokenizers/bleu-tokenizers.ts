import { splitWords, trim } from '../../text/white-space.ts';
import { westernWords } from './western.ts';

/** Cuts a segment into the words that BLEU counts. */
export interface BleuTokenizer {
  /** How signatures name it. */
  readonly name: string;
  words(segment: string): readonly string[];
}

/** The names of the tokenizers that need nothing but the text. */
export type BleuTokenizerName = '13a' | 'intl' | 'zh' | 'char' | 'none';

/** The tokenizers by their names in sacrebleu. */
export const BLEU_TOKENIZERS: Readonly<Record<BleuTokenizerName, BleuTokenizer>> = {
  /** mteval-v13a's, the usual one. */
  '13a': { name: '13a', words: thirteenAWords },
  /** mteval-v14's for all languages: every punctuation character and symbol of Unicode stands alone. */
  'intl': { name: 'intl', words: internationalWords },
  /** Each Chinese character is a word; what stands between is cut as by 13a. */
  'zh': { name: 'zh', words: (segment) => westernWords(trim(segment).replace(CHINESE, ' $& '), false) },
  /** Each character is a word. */
  'char': { name: 'char', words: (segment) => splitWords([...segment].join(' ')) },
  /** The text is tokenized already: words are what stands between white space. */
  'none': { name: 'none', words: splitWords },
};

function thirteenAWords(segment: string): string[] {
  let text = segment.includes('<skipped>') ? segment.replaceAll('<skipped>', '') : segment;
  if (text.includes('\n')) text = text.replaceAll('-\n', '').replaceAll('\n', ' ');
  if (text.includes('&')) {
    text = text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  }
  return westernWords(text, true);
}

function internationalWords(segment: string): string[] {
  const separated = segment
    .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
    .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
    .replace(/\p{S}/gu, ' $& ');
  return splitWords(separated);
}

/**
 * What sacrebleu's zh counts as Chinese. U+2001 to U+2A6D and U+2F81 to U+2FA1 are what has become of its ranges for
 * Extension B and the Compatibility Supplement, which need five digits and are written with four; curly quotes and
 * dashes are among them, and characters beyond U+FFFF are not.
 */
const CHINESE = new RegExp('[' + [
  '\\u3400-\\u4db5', '\\u4e00-\\u9fbb', '\\uf900-\\ufa2d', '\\ufa30-\\ufa6a', '\\ufa70-\\ufad9', '\\u2001-\\u2a6d',
  '\\u2f81-\\u2fa1', '\\uff00-\\uffef', '\\u2e80-\\u2eff', '\\u3000-\\u303f', '\\u31c0-\\u31ef', '\\u2f00-\\u2fdf',
  '\\u2ff0-\\u2fff', '\\u3100-\\u312f', '\\u31a0-\\u31bf', '\\ufe10-\\ufe1f', '\\ufe30-\\ufe4f', '\\u3200-\\u33ff',
].join('') + ']', 'g');
