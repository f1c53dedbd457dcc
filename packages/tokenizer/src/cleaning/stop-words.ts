import { InvalidInputError, showValue } from '@oneday/core';
import { cleaner } from './cleaner.ts';
import type { Cleaner } from './cleaner.ts';

/** Languages that there is a list for. */
export type StopWordLanguage = 'en' | 'zh';

const ENGLISH = `
a about above after again against all am an and any are as at be because been before being below between both but by
can could did do does doing down during each few for from further had has have having he her here hers herself him
himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or other
our ours ourselves out over own same she should so some such than that the their theirs them themselves then there
these they this those through to too under until up very was we were what when where which while who whom why will
with would you your yours yourself yourselves
`;

const CHINESE = `
的 了 着 过 地 得 我的 你的 您的 他的 她的 它的 我们的 你们的 他们的 自己的 吗 呢 吧 啊 呀 嘛 哦 我 你 您 他 她 它 我们 你们 他们
她们 它们 自己 这 那 这个 那个 这些 那些 这里 那里 什么 怎么 哪 哪个 哪些 谁 是 在 有 没有 不 没 也 都 就 还 又 再 才 只 很 太
更 最 和 与 及 或 或者 而 而且 但 但是 可是 如果 因为 所以 虽然 把 被 让 给 对 对于 从 向 到 由 于 以 为 之 其 个 些 等 会 能
可以 要
`;

const LISTS: Readonly<Record<StopWordLanguage, ReadonlySet<string>>> = {
  en: new Set(ENGLISH.trim().split(/\s+/)),
  zh: new Set(CHINESE.trim().split(/\s+/)),
};

/** The stop words of a language. @throws InvalidInputError when there is no list for it */
export function stopWords(language: StopWordLanguage): ReadonlySet<string> {
  if (!Object.hasOwn(LISTS, language)) {
    throw new InvalidInputError(`stopWords: lists are there for en and zh; got ${showValue(language)}`);
  }
  return LISTS[language];
}

/**
 * Stop words go, and a space with each. Words are those of `Intl.Segmenter`, so that Chinese needs no spaces; what
 * contractions such as don't consist of stays.
 *
 * @throws InvalidInputError when there is no list for the language
 */
export function removeStopWords(language: StopWordLanguage): Cleaner {
  const words = stopWords(language);
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  return cleaner(`stop words of ${language} go`, (text) => {
    let kept = '';
    let dropsSpace = false;
    for (const { segment } of segmenter.segment(text)) {
      if (words.has(segment.toLowerCase())) {
        dropsSpace = kept === '' || kept.endsWith(' ');
        continue;
      }
      kept += dropsSpace && segment.startsWith(' ') ? segment.slice(1) : segment;
      dropsSpace = false;
    }
    return kept;
  });
}
