import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedText, TINY } from './generated-text.ts';
import { oneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
const files: Readonly<Record<string, string | Uint8Array>> = {
  'text.txt': generatedText(200),
  'empty.txt': '',
  'short.txt': 'hello',
  'latin1.txt': Uint8Array.of(0x61, 0xe9, 0x61),
  'binary.txt': Uint8Array.of(0x61, 0x00, 0x62),
  'short.safetensors': 'abc',
  'long-header.safetensors': Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0x7b),
  'no-json.safetensors': Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b, 0x7b),
};
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);

const text = ['--text', 'text.txt'];
const cases: readonly (readonly [what: string, args: readonly string[], line: string])[] = [
  ['an unknown recipe', ['train', 'char-gtp', ...text], 'unknown recipe "char-gtp"; did you mean "char-gpt"?'],
  ['a recipe that is like none', ['train', 'bert', ...text],
    expect.stringMatching(/^unknown recipe "bert"; /) as string],
  ['an unknown key', ['train', 'char-gpt', ...text, '--set', 'training.stesp=5'],
    'recipe char-gpt: unknown key "stesp" in training; did you mean "steps"?'],
  ['an unknown section', ['train', 'char-gpt', ...text, '--set', 'trainig.steps=5'],
    'recipe char-gpt: unknown key "trainig"; did you mean "training"?'],
  ['a word for a number', ['train', 'char-gpt', ...text, '--set', 'training.steps=many'],
    'recipe char-gpt: training.steps must be a number; got "many"'],
  ['a number out of range', ['train', 'char-gpt', ...text, '--set', 'training.steps=0'],
    'recipe char-gpt: training.steps: Too small: expected number to be >=1; got 0'],
  ['sizes that do not fit', ['train', 'char-gpt', ...text, '--set', 'model.heads=3'],
    'gpt: heads must be a divisor of width 128; got 3'],
  ['a setting without a value', ['train', 'char-gpt', ...text, '--set', 'training.steps'],
    'a setting must be path=value, e.g. training.steps=200; got "training.steps"'],
  ['a missing text option', ['train', 'char-gpt'],
    'recipe char-gpt: it learns one text file; name it (--text); got []'],
  ['a missing text', ['train', 'char-gpt', '--text', 'none.txt'], 'text file "none.txt": there is no such file'],
  ['an empty text', ['train', 'char-gpt', '--text', 'empty.txt'],
    'text file "empty.txt": it is empty; name a file with text'],
  ['a text in another encoding', ['train', 'char-gpt', '--text', 'latin1.txt'],
    'text file "latin1.txt": must be UTF-8; got the byte 0xe9 at offset 1, which opens no character; convert it first'],
  ['a binary file', ['train', 'char-gpt', '--text', 'binary.txt'],
    'text file "binary.txt": text has no zero bytes; got one at offset 1; binary data or UTF-16?'],
  ['a folder as text', ['train', 'char-gpt', '--text', '.'], 'text file ".": it is a directory; name a regular file'],
  ['a text of one word', ['train', 'char-gpt', '--text', 'short.txt'],
    'causalBatches: a window of time 64 needs 65 tokens; got 4; use more text or less time'],
  ['an unknown backend', ['train', 'char-gpt', ...text, '--backend', 'cup'],
    'unknown backend "cup"; did you mean "cpu"?'],
  ['no threads', ['train', 'char-gpt', ...text, '--threads', '0'],
    'option \'--threads <count>\' argument \'0\' is invalid. It must be an integer of at least 1; got "0".'],
  ['too many threads', ['train', 'char-gpt', ...text, '--threads', '1000'],
    'cpu: threads must be an integer in 1…63; got 1000'],
  ['a seed that is none', ['train', 'char-gpt', ...text, '--seed', 'x'],
    'option \'--seed <number>\' argument \'x\' is invalid. It must be an integer of at least 0; got "x".'],
  ['a run folder that exists', ['train', 'char-gpt', ...text, '--out', '.'],
    'run folder ".": it exists already; name a new one with --out'],
  ['a run folder below a file', ['train', 'char-gpt', ...text, '--out', 'text.txt/run'],
    'run folder "text.txt/run": it cannot be made: a part of the path is no folder'],
  ['an unknown option', ['doctor', '--jsn'], 'unknown option \'--jsn\' (Did you mean --json?)'],
  ['an unknown command', ['trian'], 'unknown command \'trian\' (Did you mean train?)'],
  ['an argument too many', ['train', 'char-gpt', 'again', ...text],
    'too many arguments for \'train\'. Expected 1 argument but got 2.'],
  ['an unknown recipe to measure', ['bench', 'step', '--recipe', 'char-gtp'],
    'unknown recipe "char-gtp"; did you mean "char-gpt"?'],
  ['no time to measure', ['bench', 'step', '--recipe', 'char-gpt', '--seconds', '0'],
    'option \'--seconds <number>\' argument \'0\' is invalid. It must be a number above 0; got "0".'],
  ['a missing safetensors file', ['inspect', 'none.safetensors'],
    'safetensors file "none.safetensors": there is no such file or folder'],
  ['a safetensors file without a header', ['inspect', 'short.safetensors'],
    'safetensors file "short.safetensors": at least 8 bytes expected; the file has 3'],
  ['a safetensors header that states too much', ['inspect', 'long-header.safetensors'],
    'safetensors file "long-header.safetensors": the header must be at most 100000000 bytes; it states 4294967295; ' +
    'is it a safetensors file?'],
  ['a safetensors header that is no JSON', ['inspect', 'no-json.safetensors'],
    expect.stringMatching(/^safetensors file "no-json.safetensors": the header: not valid JSON \(.*\)$/) as string],
];

describe('wrong usage', () => {
  it.each(cases)('%s gives one line and exit code 2', async (_, args, line) => {
    const { code, stdout, stderr } = await oneday(folder, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.endsWith('\n')).toBe(true);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]!.slice(0, 8)).toBe('oneday: ');
    expect(lines[0]!.slice(8)).toEqual(line);
  });

  it('leaves no run folder behind', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
  });

  it.each([[[]], [['bench']]])('answers a missing command, oneday %j, with its help and exit code 2', async (args) => {
    const { code, stderr } = await oneday(folder, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(`Usage: ${['oneday', ...args].join(' ')} [options] [command]`);
  });
});

describe('an error in a run', () => {
  it('gives one line and exit code 1', async () => {
    const settings = [...TINY, '--set', 'training.peakLearningRate=1e30', '--set', 'training.steps=20'];
    const { code, stderr } = await oneday(folder, 'train', 'char-gpt', ...text, '--json', ...settings);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^oneday: train: step \d+: the loss is .* norm NaN; lower/);
    expect(stderr).not.toContain('    at ');
  });

  it('gives its stack with --verbose', async () => {
    const { code, stderr } = await oneday(folder, 'inspect', 'none.safetensors', '--verbose');
    expect(code).toBe(2);
    expect(stderr).toContain('    at ');
  });
});

describe('help', () => {
  it.each([
    [[]], [['quickstart']], [['train']], [['generate']], [['fill-mask']], [['evaluate']], [['tokenizer', 'train']],
    [['tokenizer', 'encode']], [['tokenizer', 'decode']], [['data']], [['data', 'prepare']], [['data', 'merge']],
    [['data', 'inspect']], [['doctor']], [['bench']], [['bench', 'step']], [['inspect']],
  ])(
    'of oneday %j has an example', async (command) => {
      const { code, stdout } = await oneday(folder, ...command, '--help');
      expect(code).toBe(0);
      expect(stdout).toContain(`\nExample:\n  $ oneday ${command.join(' ')}`);
    });
});
