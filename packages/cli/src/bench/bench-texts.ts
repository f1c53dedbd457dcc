import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DOCUMENT_UNITS = 4_000;

/** Documents to encode. */
export interface BenchDocuments {
  readonly texts: readonly string[];
  readonly bytes: number;
}

/** The lines of texts, with their ends, as the reference's trainers read them. */
export function* linesOf(texts: Iterable<string>): Generator<string, void> {
  for (const text of texts) {
    for (let from = 0; from < text.length;) {
      const end = text.indexOf('\n', from) + 1 || text.length;
      yield text.slice(from, end);
      from = end;
    }
  }
}

/** Documents of 4,000 UTF-16 units; the texts are taken again until there are so many bytes. */
export function documentsOf(texts: readonly string[], mostBytes: number): BenchDocuments {
  const documents: string[] = [];
  let bytes = 0;
  while (bytes < mostBytes) {
    for (const text of texts) {
      for (let at = 0; at < text.length && bytes < mostBytes; at += DOCUMENT_UNITS) {
        const document = text.slice(at, at + DOCUMENT_UNITS);
        documents.push(document);
        bytes += Buffer.byteLength(document);
      }
    }
  }
  return { texts: documents, bytes };
}

/** A file that both sides train on: documents from all over the texts. Disposing of it removes it. */
export class TrainingFile implements Disposable {
  readonly path: string;
  readonly bytes: number;
  readonly #folder: string;

  /** @param mostBytes where there are more, documents are left out evenly until about so many are left */
  constructor(texts: readonly string[], mostBytes: number) {
    const all = documentsOf(texts, texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0));
    const every = Math.max(1, Math.round(all.bytes / mostBytes));
    const taken = all.texts.filter((_, i) => i % every === 0).join('');
    this.bytes = Buffer.byteLength(taken);
    this.#folder = mkdtempSync(join(tmpdir(), 'oneday-bench-'));
    this.path = join(this.#folder, 'texts.txt');
    writeFileSync(this.path, taken);
  }

  /** The lines as they are read from the file. */
  lines(): Iterable<string> {
    return linesOf([readFileSync(this.path, 'utf8')]);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
