import { cleaner } from './cleaner.ts';
import type { Cleaner } from './cleaner.ts';

/** Options of `chineseWords`. */
export interface ChineseWordOptions {
  /** The version of ICU with which texts were segmented before, e.g. those that a tokenizer was trained on. */
  readonly recordedIcuVersion?: string;
  /** Gets one line when this engine has another version. */
  readonly onWarning?: (message: string) => void;
}

/** `chineseWords`, with the version that its words depend on. */
export interface ChineseWords extends Cleaner {
  /** Keep it with what is made of the texts. */
  readonly icuVersion: string;
}

const CHINESE = /\p{Script=Han}+/gu;

/**
 * Spaces are put between the words of Chinese, as `Intl.Segmenter` finds them. It is a step before the tokenizer and
 * no part of `tokenizer.json`: the words come from the dictionary of ICU, which changes with its version.
 */
export function chineseWords({ recordedIcuVersion, onWarning }: ChineseWordOptions = {}): ChineseWords {
  const version = icuVersion();
  if (recordedIcuVersion !== undefined && recordedIcuVersion !== version) {
    const rule = `texts were segmented with ICU ${recordedIcuVersion}, this is ${version}; words may differ`;
    onWarning?.(`chineseWords: ${rule}`);
  }
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  const clean = cleaner(`spaces are put between Chinese words (ICU ${version})`, (text) => (
    text.replaceAll(CHINESE, (characters, offset: number) => {
      const words = Array.from(segmenter.segment(characters), ({ segment }) => segment).join(' ');
      const end = offset + characters.length;
      return `${isWordAt(text, offset - 1) ? ' ' : ''}${words}${isWordAt(text, end) ? ' ' : ''}`;
    })
  ));
  return Object.assign(clean, { icuVersion: version });
}

/** Where Latin letters and numbers touch Chinese ones, there is a word's end too. */
function isWordAt(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.charAt(at));
}

/** Of this engine; browsers do not tell. */
function icuVersion(): string {
  const { process } = globalThis as { process?: { versions?: { icu?: string } } };
  return process?.versions?.icu ?? 'unknown';
}
