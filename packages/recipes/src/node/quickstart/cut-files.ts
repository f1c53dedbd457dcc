import { InvalidInputError, isJsonObject, showValue, utf8ByteLength } from '@oneday/core';
import type { Stage, Stream } from '@oneday/core';
import { mapChunks } from '@oneday/data';
import type { Chunk, TextDocument } from '@oneday/data';
import type { ScannedFile } from './scan-files.ts';

/** Where a file is cut in two. */
export interface FileCut {
  /** UTF-16 units before the cut. */
  readonly units: number;
  /** UTF-8 bytes before the cut. */
  readonly bytes: number;
}

/** Cuts by the path of the file. */
export type FileCuts = ReadonlyMap<string, FileCut>;

/**
 * Finds where each file is to be cut, so that its end can be held out: after the last line or document that ends before
 * a share of the file, if that is in the second half of the share, else there, between characters. The stream is
 * disposed of.
 */
export async function findCuts(
  documents: Stream<Chunk<TextDocument>>, files: readonly ScannedFile[], trainingShare: number,
): Promise<FileCuts> {
  await using stream = documents;
  const places = new Map(files.map(({ source, units }) => [source, Math.ceil(trainingShare * units)]));
  const cuts = new Map<string, FileCut>();
  let source: string | undefined;
  let before: FileCut = { units: 0, bytes: 0 };
  let boundary = before;
  for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) {
    for (const document of chunk) {
      if (document.source !== source) {
        source = document.source!;
        before = boundary = { units: 0, bytes: 0 };
      }
      if (cuts.has(source!)) continue;
      const at = places.get(source!)!;
      const { text } = document;
      const upTo = (units: number): FileCut => (
        { units: before.units + units, bytes: before.bytes + utf8ByteLength(text.slice(0, units)) }
      );
      const inside = at - before.units;
      const line = text.lastIndexOf('\n', inside - 1);
      if (line >= 0 && inside > 0) boundary = upTo(line + 1);
      const end = upTo(text.length);
      if (document.continues !== true && end.units <= at) boundary = end;
      if (end.units >= at) {
        const isLow = /^[\udc00-\udfff]/.test(text.slice(inside));
        cuts.set(source!, boundary.units - 1 >= at / 2 ? boundary : upTo(isLow ? inside + 1 : inside));
      }
      before = end;
    }
  }
  return cuts;
}

/** Keeps of each file what is before its cut. */
export function beforeCuts(cuts: FileCuts): Stage<Chunk<TextDocument>, Chunk<TextDocument>> {
  return withPlaces((document, start) => {
    const { text } = document;
    const left = cuts.get(document.source!)!.units - start;
    if (left <= 0) return undefined;
    // What ends at the cut is a document's end.
    return left > text.length ? document : { text: text.slice(0, left), source: document.source! };
  });
}

/** Keeps of each file what is after its cut. */
export function afterCuts(cuts: FileCuts): Stage<Chunk<TextDocument>, Chunk<TextDocument>> {
  return withPlaces((document, start) => {
    const { text } = document;
    const cut = cuts.get(document.source!)!.units - start;
    if (cut >= text.length) return undefined;
    return cut <= 0 ? document : { ...document, text: text.slice(cut) };
  });
}

/** Maps documents by their place in their file, in UTF-16 units, which is kept in the state. */
function withPlaces(
  map: (document: TextDocument, start: number) => TextDocument | undefined,
): Stage<Chunk<TextDocument>, Chunk<TextDocument>> {
  return (stream) => {
    let place = { file: '', units: 0 };
    const mapped = mapChunks((documents: Chunk<TextDocument>) => documents.flatMap((document) => {
      if (document.source !== place.file) place = { file: document.source!, units: 0 };
      const result = map(document, place.units);
      place = { ...place, units: place.units + document.text.length };
      return result === undefined ? [] : [result];
    }))(stream);
    return {
      ...mapped,
      state: () => ({ source: mapped.state(), ...place }),
      async restore(state) {
        const { source, file, units } = isJsonObject(state) ? state : {};
        if (source === undefined || typeof file !== 'string' || typeof units !== 'number') {
          throw new InvalidInputError(`restore: source, file and units of cut texts expected; got ${showValue(state)}`);
        }
        await mapped.restore(source);
        place = { file, units };
      },
    };
  };
}
