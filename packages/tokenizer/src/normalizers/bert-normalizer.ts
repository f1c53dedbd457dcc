import type { AlignedText } from '../pipeline/aligned-text.ts';
import type { Normalizer } from '../pipeline/contracts.ts';
import { Changes, mapCharacters, transform } from '../pipeline/transform.ts';
import { controls, isWhiteSpace, nonspacingMarks } from '../unicode/reference-classes.ts';
import { lowercaseText } from './case.ts';
import { normalizeForm } from './unicode-form.ts';

/** Settings of `BertNormalizer`. */
export interface BertNormalizerSettings {
  /** Remove control characters, and make all white space spaces. */
  readonly cleanText: boolean;
  /** Put spaces around Chinese characters. */
  readonly handleChineseCharacters: boolean;
  /** Remove accents; null: as `lowercase`. */
  readonly stripAccents: boolean | null;
  readonly lowercase: boolean;
}

/** `BertNormalizer`: what BERT does to a text before it is cut into words (Devlin et al. 2019). */
export function bertNormalizer(settings: BertNormalizerSettings): Normalizer {
  const { cleanText, handleChineseCharacters, stripAccents, lowercase } = settings;
  return {
    normalize(text) {
      let changed = text;
      if (cleanText) changed = clean(changed);
      if (handleChineseCharacters) changed = isolateChinese(changed);
      if (stripAccents ?? lowercase) changed = withoutAccents(changed);
      return lowercase ? lowercaseText(changed) : changed;
    },
    toJSON: () => ({
      type: 'BertNormalizer',
      clean_text: cleanText,
      handle_chinese_chars: handleChineseCharacters,
      strip_accents: stripAccents,
      lowercase,
    }),
  };
}

const PLAIN = /^[\x20-\x7e]*$/;

function clean(text: AlignedText): AlignedText {
  if (PLAIN.test(text.text)) return text;
  return mapCharacters(text, (point) => {
    // U+0085 is both, and goes.
    if (controls.has(point)) return undefined;
    return isWhiteSpace(point) ? 0x20 : point;
  });
}

/** No Chinese character lies below. */
const BELOW_CHINESE = /^[\x00-\u33ff]*$/;

function isolateChinese(text: AlignedText): AlignedText {
  if (BELOW_CHINESE.test(text.text)) return text;
  const changes = new Changes();
  for (const character of text.text) {
    const point = character.codePointAt(0)!;
    if (!isChinese(point)) {
      changes.push(point, 0);
      continue;
    }
    changes.push(0x20, 0);
    changes.push(point, 1);
    changes.push(0x20, 1);
  }
  return transform(text, changes);
}

/**
 * The blocks of Chinese characters as the reference has them. BERT's own list has U+2B820 where this has U+2B920: a
 * slip with which the files of the world were made.
 */
function isChinese(point: number): boolean {
  return (point >= 0x4e00 && point <= 0x9fff) || (point >= 0x3400 && point <= 0x4dbf)
    || (point >= 0x20000 && point <= 0x2a6df) || (point >= 0x2a700 && point <= 0x2b73f)
    || (point >= 0x2b740 && point <= 0x2b81f) || (point >= 0x2b920 && point <= 0x2ceaf)
    || (point >= 0xf900 && point <= 0xfaff) || (point >= 0x2f800 && point <= 0x2fa1f);
}

function withoutAccents(text: AlignedText): AlignedText {
  const decomposed = normalizeForm(text, 'NFD');
  if (decomposed === text) return text;
  return mapCharacters(decomposed, (point) => (nonspacingMarks.has(point) ? undefined : point));
}
