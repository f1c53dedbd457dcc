import { readFileSync, writeFileSync } from 'node:fs';

/** A package may grow by this share before someone has to look at it and raise its size in the table. */
const GROWTH_MAX = 0.1;

/** The committed table: bytes of each package, unpacked. */
export function readSizes(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Makes the present sizes the table. */
export function writeSizes(path, packages) {
  const sizes = Object.fromEntries(packages.map(({ name, unpackedBytes }) => [name, unpackedBytes]));
  writeFileSync(path, `${JSON.stringify(sizes, null, 2)}\n`);
}

/** Packages that are not in the table or have outgrown it, and rows without a package: a line for each. */
export function sizeProblems(packages, sizes) {
  const grown = packages.filter(({ name, unpackedBytes }) => !(unpackedBytes <= sizes[name] * (1 + GROWTH_MAX)));
  const gone = Object.keys(sizes).filter((name) => !packages.some((packed) => packed.name === name));
  return [
    ...grown.map(({ name, unpackedBytes }) => `${name}: ${growth(unpackedBytes, sizes[name])}`),
    ...gone.map((name) => `${name}: has a size in tools/packages/sizes.json, but is not published`),
  ];
}

function growth(bytes, before) {
  const remedy = 'if that is right, run `node tools/packages/check.mjs --update-sizes`';
  if (before === undefined) return `has no size in tools/packages/sizes.json; ${remedy}`;
  const percent = Math.round((bytes / before - 1) * 100);
  return `grew from ${before} to ${bytes} bytes, by ${percent} %; at most ${GROWTH_MAX * 100} % go unseen; ${remedy}`;
}
