import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generatedText } from './generated-text.ts';
import { lastLine, oneday, temporaryFolder } from './run-oneday.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const folder = temporaryFolder();
writeFileSync(join(folder, 'shakespeare.txt'), generatedText(1500));
// Examples find our packages as those of someone who installed them.
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');

/** The content of the README's fenced blocks in a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, content]) => content!);
}

/** A command with the output that the README shows below it. */
const commands = blocks('console').flatMap((block) => block.split(/^\$ /m).slice(1)).map((entry) => {
  const [command, ...output] = entry.trimEnd().split('\n');
  return { command: command!, output };
});

/** The same command with a small budget. */
function withSmallBudget(command: string): string[] {
  const args = command.split(' ').slice(2)
    .map((arg) => arg.replace(/^'(.*)'$/, '$1').replace('step-00002000', 'step-00000020'))
    .map((arg) => arg.replace(/^training\.steps=.*/, 'training.steps=20'));
  if (args[0] === 'train') return [...args, '--set', 'training.steps=20'];
  return args.map((arg, i) => (args[i - 1] === '--seconds' ? '0.1' : arg));
}

/** A line of output without what differs between machines and budgets. */
function masked(line: string): string {
  return line
    .replace(/\d+ h \d+ min|\d+ min \d+ s|[\d.]+ s\b/g, 'TIME')
    .replace(/\d+ threads?\b/g, 'THREADS')
    .replace(/[\d.]+ [kMG]?B\b/g, 'SIZE')
    .replace(/-?\d[\d,.]*(?:e[+-]?\d+)?/g, '#')
    .replace(/^.+(?=, # cores)/, 'PROCESSOR')
    .replace(/ +/g, ' ');
}

/** An object that has at least the keys of `shown`. */
function expectKeys(shown: object): object {
  return Object.fromEntries(Object.keys(shown).map((key) => [key, expect.anything() as unknown]));
}

describe('the README\'s commands', () => {
  it('are some', () => {
    expect(commands.map(({ command }) => command.split(' ').slice(0, 3).join(' '))).toEqual([
      'npm run quickstart', 'npm ci', 'npm run build', 'npx oneday doctor', 'npx oneday train', 'npx oneday train',
      'npx oneday tokenizer', 'npx oneday data', 'npx oneday inspect', 'npx oneday bench', 'npm run verify',
    ]);
  });

  it.each(commands.filter(({ command }) => command.startsWith('npm run ')))('$command exists', ({ command }) => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    expect(Object.keys(scripts)).toContain(command.split(' ')[2]);
  });

  it.each(commands.filter(({ command }) => command.startsWith('npx oneday ')))(
    '$command prints what is shown', async ({ command, output }) => {
      const { code, stdout, stderr } = await oneday(folder, ...withSmallBudget(command));
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      const printed = `${stderr}${stdout}`.trimEnd().split('\n').map(masked);
      const shown = output.filter((line) => line !== '…' && !line.startsWith('{'));
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.map(masked).filter((line) => !printed.includes(line))).toEqual([]);
      const json = output.find((line) => line.startsWith('{'));
      expect(command.includes('--json')).toBe(json !== undefined);
      if (json !== undefined) expect(lastLine(stdout)).toMatchObject(expectKeys(lastLine(json)));
    });
});

describe('the README\'s code', () => {
  const outputs = [
    /^step 10: loss \d\.\d{3}\nstep 20: loss \d\.\d{3}\nvalidation loss \d\.\d{3} nats, \d\.\d{3} bits per byte\n$/,
    /^training loss \d\.\d{3}, validation loss \d\.\d{3}\n$/,
  ];

  it('is what is tested here', () => {
    expect(blocks('js')).toHaveLength(outputs.length);
  });

  it.each(outputs.map((output, example) => ({ output, example })))('runs: example $example', ({ output, example }) => {
    const code = blocks('js')[example]!.replace('steps: 500', 'steps: 20').replace('% 100', '% 10');
    const file = join(folder, `example-${example}.mjs`);
    writeFileSync(file, code);
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(output);
  });
});
