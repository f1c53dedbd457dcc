import { readFile, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import { decodeUtf8 } from '@oneday/data';
import type { QuickstartCorpus, SourceText } from '../../quickstart/corpus.ts';
import { keyedOrder } from '../../quickstart/keyed-order.ts';
import { withoutRepeatedParagraphs } from '../../quickstart/repeated-text.ts';
import { splitHeldOut } from '../../quickstart/split-held-out.ts';
import { findDocumentation } from './documentation-files.ts';
import type { DocumentationFile } from './documentation-files.ts';
import { findProjectModules } from './project-modules.ts';

/** Largest file that is read; larger ones are data, or would outweigh all others. */
const MAX_FILE_BYTES = 2 ** 20;
/** Text read in all; packages come in keyed order, so a larger project gives an unbiased part of itself. */
const MAX_CORPUS_BYTES = 2 ** 26;

/** Options of `documentationCorpus`. */
export interface DocumentationCorpusOptions {
  /** Where to look: the nearest `node_modules` in it or above it. */
  readonly folder: string;
  /** Names the split: the same packages and seed always give the same one. */
  readonly seed: number;
  /** Opens error lines. Default `documentationCorpus`. */
  readonly caller?: string;
}

/** Files that gave no text, by reason. */
interface Skipped {
  notText: number;
  tooLarge: number;
  unreadable: number;
}

/**
 * Real text that is on every machine with an npm project: the Markdown and plain-text documentation that came with its
 * installed packages. Licences, binary files, invalid UTF-8 and files over 1 MiB are left out; equal files and
 * paragraphs that come again are kept once; whole packages are held out (see `splitHeldOut`). At most 64 MiB are read.
 *
 * @throws InvalidInputError when there is no `node_modules` in or above the folder, or no documentation in it
 */
export async function documentationCorpus(options: DocumentationCorpusOptions): Promise<QuickstartCorpus> {
  const { folder, seed, caller = 'documentationCorpus' } = options;
  const modules = await findProjectModules(folder, caller);
  const search = await findDocumentation(modules);
  const skipped: Skipped = { notText: 0, tooLarge: 0, unreadable: search.unreadable };
  const found = await readPackages(search.files, seed, skipped, modules);
  const { texts, ...dropped } = withoutRepeatedParagraphs(found);
  if (texts.length === 0) {
    const looked = `${search.files.length} files in ${JSON.stringify(modules)} looked at`;
    throw new InvalidInputError(`${caller}: no documentation found, ${looked}; name texts with --text`);
  }
  return {
    ...splitHeldOut(texts, { groupings: ['package', 'file'], seed, caller }),
    report: {
      origin: modules,
      packages: new Set(texts.map((text) => text.package)).size,
      files: texts.length,
      ...dropped,
      licences: search.licences,
      ...skipped,
    },
  };
}

async function readPackages(
  files: readonly DocumentationFile[], seed: number, skipped: Skipped, modules: string,
): Promise<SourceText[]> {
  const filesOf = new Map<string, DocumentationFile[]>();
  for (const file of files) {
    const sameSide = filesOf.get(file.package);
    if (sameSide === undefined) filesOf.set(file.package, [file]);
    else sameSide.push(file);
  }
  const texts: SourceText[] = [];
  let length = 0;
  for (const name of keyedOrder(filesOf.keys(), seed)) {
    for (const file of filesOf.get(name)!) {
      const text = await readText(file.path, MAX_CORPUS_BYTES - length, skipped);
      if (text === undefined) continue;
      length += text.length;
      texts.push({ text, source: relative(modules, file.path), package: name });
    }
  }
  return texts;
}

async function readText(path: string, room: number, skipped: Skipped): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > Math.min(MAX_FILE_BYTES, room)) {
      skipped.tooLarge += 1;
      return undefined;
    }
    bytes = await readFile(path);
  } catch {
    skipped.unreadable += 1;
    return undefined;
  }
  try {
    const text = bytes.includes(0) ? '' : decodeUtf8(bytes, path);
    if (text.trim() !== '') return text;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
  }
  skipped.notText += 1;
  return undefined;
}
