import { InvalidInputError, showValue } from '@oneday/core';
import { textFiles } from '@oneday/data/node';
import type { QuickstartCorpus, SourceText } from '../../quickstart/corpus.ts';
import { withoutDuplicates } from '../../quickstart/repeated-text.ts';
import { splitHeldOut } from '../../quickstart/split-held-out.ts';

/** Text kept in memory; a longer one is not for minutes. */
const MAX_CHARACTERS = 2 ** 28;

/** Options of `textCorpus`. */
export interface TextCorpusOptions {
  /** Paths, folders, or patterns with `*`, `**`, `?`, `{a,b}`; see `textFiles` of `@oneday/data/node`. */
  readonly patterns: string | readonly string[];
  /** Names the split: the same files and seed always give the same one. */
  readonly seed: number;
}

/**
 * A corpus of files that the user named. Of equal files one is kept; nothing else is changed. Whole files are held out
 * where there are enough of them, else the end of each (see `splitHeldOut`).
 *
 * @throws InvalidInputError when a pattern names nothing, a file is no UTF-8 text, there is hardly any text, or there
 *   are more than 2^28 characters
 */
export async function textCorpus({ patterns, seed }: TextCorpusOptions): Promise<QuickstartCorpus> {
  const { texts, duplicates } = withoutDuplicates(await readTexts(patterns));
  return {
    ...splitHeldOut(texts, ['file'], seed),
    report: {
      origin: typeof patterns === 'string' ? patterns : patterns.join(' '),
      packages: 0,
      files: texts.length,
      duplicates,
      repeatedParagraphs: 0,
      repeatedBytes: 0,
      licences: 0,
      notText: 0,
      tooLarge: 0,
      unreadable: 0,
    },
  };
}

async function readTexts(patterns: string | readonly string[]): Promise<SourceText[]> {
  const texts: SourceText[] = [];
  let pieces: string[] = [];
  let characters = 0;
  await using documents = textFiles(patterns);
  for (let chunk = await documents.next(); chunk !== undefined; chunk = await documents.next()) {
    for (const { text, source, continues } of chunk) {
      characters += text.length;
      if (characters > MAX_CHARACTERS) {
        const rule = `at most ${MAX_CHARACTERS} characters of text`;
        throw new InvalidInputError(`quickstart: ${rule}; ${showValue(patterns)} has more; name fewer files`);
      }
      pieces.push(text);
      if (continues === true) continue;
      texts.push({ text: pieces.join(''), source: source! });
      pieces = [];
    }
  }
  return texts;
}
