// `node tools/docs/update-readme-zh.mjs`: gives README.zh.md the commands, outputs and programs of README.md, in order.
// Its sentences, its folder trees and its table of figures are translated by hand; a test says where they fall behind.
import { readFileSync, writeFileSync } from 'node:fs';
import { blocksOf } from './page.mjs';

const root = new URL('../../', import.meta.url);
const path = new URL('README.zh.md', root);
const code = blocksOf(readFileSync(new URL('README.md', root), 'utf8')).filter(({ language }) => language !== '');
const chinese = readFileSync(path, 'utf8').replaceAll(/^```\w+\n[\s\S]*?^```$/gm, () => {
  const { language, body } = code.shift() ?? { language: 'text', body: '' };
  return `\`\`\`${language}\n${body}\`\`\``;
});
writeFileSync(path, chinese);
