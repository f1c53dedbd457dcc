import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readmeProblems } from './readme.mjs';

/** What a package may hold; everything else has leaked. */
const PAGES = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];
const ONLY = `only compiled code, ${PAGES.join(', ')}`;
const COMPILED = /^(dist|bin)\/([\w.-]+\/)*[\w.-]+(\.js|\.d\.ts)$/;
/** Helpers and data of tests, which are compiled where a tsconfig forgets to leave them out. */
const OF_TESTS = /\.test\.|(^|\/)([\w-]+-)?(tests|fixtures)\/|(^|\/)e2e\//;
const SOURCE_MAP = /^\/\/# sourceMappingURL=/m;

/**
 * What is wrong with the content of a packed package: a line for each thing, none where all is well.
 *
 * @param {import('./pack.mjs').Packed} packed
 * @param {string} license the text that each package carries
 */
export function contentProblems({ name, folder, manifest, files }, license) {
  const read = (file) => readFileSync(join(folder, file), 'utf8');
  const leaked = files.filter((file) => !(PAGES.includes(file) || COMPILED.test(file)) || OF_TESTS.test(file));
  const mapped = files.filter((file) => file.endsWith('.js') && SOURCE_MAP.test(read(file)));
  const missing = targets(manifest).filter((file) => !files.includes(file));
  return [
    ...leaked.map((file) => `${file} must not be packed; ${ONLY}`),
    ...mapped.map((file) => `${file} points to a source map, which is not packed`),
    ...missing.map((file) => `${file} is named by package.json and is not packed; build first, or add it to "files"`),
    ...(manifest.files.includes('CHANGELOG.md') ? [] : ['CHANGELOG.md must be in "files"; a release writes it']),
    ...(files.includes('LICENSE') && read('LICENSE') === license ? [] : ["LICENSE must be there, equal to the root's"]),
    ...(files.includes('README.md') ? readmeProblems(read('README.md'), name) : ['README.md is missing']),
  ].map((problem) => `${name}: ${problem}`);
}

/** Every file that the manifest promises, but for the condition under which this repository reads its own sources. */
function targets({ exports: entries, bin = {} }) {
  const ofEntries = Object.values(entries).flatMap((conditions) => (
    Object.entries(conditions).filter(([condition]) => condition !== '@oneday/source').map(([, file]) => file)
  ));
  return [...ofEntries, ...Object.values(bin)].map((file) => file.replace(/^\.\//, ''));
}
