import { readFileSync, writeFileSync } from 'node:fs';

const HEADING = '## What each brings along\n';

/** Renews the last section of the page: what was measured of each package, and with which versions of Node it ran. */
export function writeFigures(path, rows, nodes) {
  const [before] = readFileSync(path, 'utf8').split(HEADING);
  const versions = nodes.map(({ version }) => version);
  writeFileSync(path, [
    `${before}${HEADING}`,
    `On ${process.platform} ${process.arch}; run with Node ${versions.slice(0, -1).join(', ')} and ${versions.at(-1)}.`,
    'Packages are counted with those that they depend on; kB are the download of the package alone, MB all files in',
    '`node_modules`.\n',
    '| package | kB | packages | of others | MB |',
    '|---|---|---|---|---|',
    ...rows.map(row),
    '',
  ].join('\n'));
}

function row({ packed, installed: { ours, others, bytes } }) {
  const cells = [
    `\`${packed.name}\``, (packed.packedBytes / 1e3).toFixed(0), ours.length + others.length,
    others.toSorted().join(', ') || 'none', (bytes / 1e6).toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}
