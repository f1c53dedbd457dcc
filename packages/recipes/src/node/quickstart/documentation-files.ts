import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A file that may be documentation. */
export interface DocumentationFile {
  readonly path: string;
  /** Name of the npm package, with its scope: the innermost one that the file lies in. */
  readonly package: string;
}

/** What a search found. */
export interface DocumentationSearch {
  /** In the order of their paths. */
  readonly files: readonly DocumentationFile[];
  /** Licences, notices and lists of people. */
  readonly licences: number;
  /** Folders that could not be listed. */
  readonly unreadable: number;
}

const DOCUMENTATION = /\.(?:md|mdx|markdown|txt|rst)$|^readme$/iu;
const LICENCE =
  /^(?:(?:un)?licen[cs]e|copyright|third.?party)|^(?:copying|notices?|authors|contributors|patents)(?:\.|$)/iu;
/** Text files that tools read. */
const FOR_TOOLS = /^(?:cmakelists|robots|requirements.*|\.tsbuildinfo)\.txt$/iu;
/** Where pnpm keeps the packages that the links in `node_modules` lead to. */
const PNPM_STORE = '.pnpm';

/**
 * The Markdown and plain-text files of installed packages. Links are not followed, so that no loop and nothing outside
 * is read; with them, packages of the workspace itself are left out. Neither are folders whose name begins with a dot,
 * but for pnpm's store. Folders that cannot be read are counted and passed over.
 *
 * @param modules a `node_modules` folder
 */
export async function findDocumentation(modules: string): Promise<DocumentationSearch> {
  const files: DocumentationFile[] = [];
  let licences = 0;
  let unreadable = 0;
  const folders = [modules];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let entries;
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch {
      unreadable += 1;
      continue;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') || entry.name === PNPM_STORE) folders.push(path);
      } else if (entry.isFile() && DOCUMENTATION.test(entry.name) && !FOR_TOOLS.test(entry.name)) {
        const name = packageOf(modules, path);
        if (name === undefined) continue;
        if (LICENCE.test(entry.name)) licences += 1;
        else files.push({ path, package: name });
      }
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, licences, unreadable };
}

/** Undefined for a file that lies in no package. */
function packageOf(modules: string, path: string): string | undefined {
  const parts = ['node_modules', ...relative(modules, path).split(sep)];
  const start = parts.lastIndexOf('node_modules') + 1;
  const length = parts[start]!.startsWith('@') ? 2 : 1;
  return start + length < parts.length ? parts.slice(start, start + length).join('/') : undefined;
}
