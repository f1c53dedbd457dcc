import { pipeline } from '@oneday/data';
import { findTexts, textDocuments } from '@oneday/data/node';
import type { TextDocumentOptions } from '@oneday/data/node';
import type { PrepareControl, PreparePhase } from '../../prepare-control.ts';
import { chooseHeldOut } from '../../quickstart/choose-held-out.ts';
import type { CorpusPart, HeldOutSplit, QuickstartCorpus } from '../../quickstart/corpus.ts';
import { tooLittleText } from '../../quickstart/split-held-out.ts';
import { afterCuts, beforeCuts, findCuts } from './cut-files.ts';
import { scanFiles } from './scan-files.ts';
import type { ScannedFile } from './scan-files.ts';

/** Options of `textCorpus`. */
export interface TextCorpusOptions {
  /** Paths, folders, or patterns with `*`, `**`, `?`, `{a,b}`; see `textDocuments` of `@oneday/data/node`. */
  readonly patterns: string | readonly string[];
  /** Names the split: the same files and seed always give the same one. */
  readonly seed: number;
  /** Opens error lines. Default `textCorpus`. */
  readonly caller?: string;
  /** Is told of phases `reading` and `splitting`. */
  readonly control?: PrepareControl;
}

/**
 * A corpus of files that the user named: texts, and the lines of `.jsonl` files. Of equal files one is kept; nothing
 * else is changed. Whole files are held out where there are enough of them, else the end of each (see `chooseHeldOut`).
 * Texts are read anew each time they are asked for, so memory holds a few numbers a file, however large they are.
 *
 * @throws InvalidInputError when a pattern names nothing, a file is no UTF-8 text, or there is hardly any text
 */
export async function textCorpus(options: TextCorpusOptions): Promise<QuickstartCorpus> {
  const { patterns, control = {} } = options;
  const { bytes } = await findTexts(patterns);
  const { files, duplicates } = await scanFiles(textDocuments(patterns, { onRead: watch('reading', bytes, control) }));
  return {
    ...await splitFiles(files, options),
    report: {
      origin: typeof patterns === 'string' ? patterns : patterns.join(' '),
      packages: 0,
      files: files.length,
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

async function splitFiles(
  files: readonly ScannedFile[], { patterns, seed, caller = 'textCorpus', control = {} }: TextCorpusOptions,
): Promise<HeldOutSplit> {
  const documentsOf = (some: readonly ScannedFile[], options: Pick<TextDocumentOptions, 'onRead'> = {}) => {
    const paths = new Set(some.map(({ source }) => source));
    return textDocuments(patterns, { accept: (path) => paths.has(path), ...options });
  };
  const total = bytesOf(files);
  const choice = chooseHeldOut(files, ['file'], seed);
  if (choice.splitBy !== 'position') {
    const partOf = (some: readonly ScannedFile[]): CorpusPart => (
      { bytes: bytesOf(some), documents: () => documentsOf(some) }
    );
    return {
      training: partOf(files.filter((file) => !choice.isHeldOut(file))),
      heldOut: partOf(files.filter((file) => choice.isHeldOut(file))),
      splitBy: choice.splitBy,
    };
  }
  const reading = documentsOf(files, { onRead: watch('splitting', total, control) });
  const cuts = await findCuts(reading, files, choice.trainingShare);
  const trainingBytes = bytesOf([...cuts.values()]);
  if (trainingBytes === 0 || trainingBytes === total) throw tooLittleText(total, caller);
  return {
    training: { bytes: trainingBytes, documents: () => pipeline(documentsOf(files), beforeCuts(cuts)) },
    heldOut: { bytes: total - trainingBytes, documents: () => pipeline(documentsOf(files), afterCuts(cuts)) },
    splitBy: 'position',
  };
}

/** Is told the bytes of files that are behind. */
function watch(phase: PreparePhase, total: number, { onProgress, signal }: PrepareControl): (bytes: number) => void {
  return (done) => {
    signal?.throwIfAborted();
    onProgress?.({ phase, done, total });
  };
}

function bytesOf(sizes: readonly { readonly bytes: number }[]): number {
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0);
}
