import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import { generatedText } from './generated-text.ts';
import { lastLine, oneday, startOneday, temporaryFolder } from './run-oneday.ts';

const folder = temporaryFolder();
const inFolder = (...names: string[]) => join(folder, ...names);
const END = '<|endoftext|>';
const texts = Array.from({ length: 12 }, (_, i) => generatedText(400 + 150 * i).slice(17 * i));
const heldOut = generatedText(700).toUpperCase();
const SIZE = JSON.stringify({
  vocabSize: 300, layers: 1, heads: 2, width: 16, context: 16, batch: 4, accumulation: 1, peakLearningRate: 0.01,
});
const tiny = ['--set', `size=${SIZE}`, '--threads', '1'];

/** Every file below a folder. */
const filesIn = (path: string) => readdirSync(path, { recursive: true }).map(String).sort();

/** What a command left that was refused: one line, and nothing else. */
async function refused(cwd: string, ...args: string[]): Promise<string> {
  const before = filesIn(folder);
  const { code, stdout, stderr } = await oneday(cwd, ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(filesIn(folder)).toEqual(before);
  expect(stderr).toMatch(/^oneday: [^\n]+\n$/);
  return stderr.slice('oneday: '.length, -1);
}

beforeAll(async () => {
  mkdirSync(inFolder('texts'));
  texts.forEach((text, i) => writeFileSync(inFolder('texts', `${String(i).padStart(2, '0')}.txt`), text));
  const lines = texts.slice(0, 5).map((body) => JSON.stringify({ body }));
  writeFileSync(inFolder('texts', 'lines.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(inFolder('held-out.txt'), heldOut);
  const specialTokens = [END, '[SEP]', '[MASK]'];
  for (const [name, vocabSize] of [['t.json', 320], ['other.json', 310]] as const) {
    const tokenizer = await trainByteLevelBpe(texts, { vocabSize, specialTokens });
    writeFileSync(inFolder(name), JSON.stringify(tokenizer.toJSON()));
  }
  const { code } = await oneday(folder, ...prepare('prepared', '--held-out', 'held-out.txt'));
  expect(code).toBe(0);
});

function prepare(out: string, ...more: string[]): string[] {
  return ['data', 'prepare', '--tokenizer', 't.json', '--out', out, '--field', 'body', 'texts', ...more];
}

describe('oneday data prepare', () => {
  it('makes tokens of texts and lines, and says what came of them', async () => {
    const { code, stdout } = await oneday(folder, ...prepare('said', '--held-out', 'held-out.txt', '--json'));
    expect(code).toBe(0);
    const all = [...texts, ...texts.slice(0, 5)].join('').length;
    expect(lastLine(stdout)).toMatchObject({
      out: 'said', stopped: false, vocabSize: 320, end: END, part: null,
      'train': { documents: 17, textBytes: all }, 'held-out': { documents: 1, textBytes: heldOut.length },
    });
    expect(filesIn(inFolder('said'))).toEqual([
      'held-out', 'held-out/index.json', 'held-out/shard-00000.bin', 'tokenizer.json', 'train', 'train/index.json',
      'train/shard-00000.bin',
    ].map((name) => join(name)));
  });

  it('says it in plain lines in a log', async () => {
    const { stdout, stderr } = await oneday(folder, ...prepare('lines', '--held-out', 'held-out.txt'));
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^train: 17 documents, [\d.]+ kB of text, [\d,]+ tokens in 1 file, 0\.\d+ tokens a byte$/),
      expect.stringMatching(/^held-out: 1 document, [\d.]+ kB of text, [\d,]+ tokens in 1 file, \d.\d+ tokens a byte$/),
      expect.stringMatching(/^[\d.]+ kB read in \d\.\d s, [\d.]+ [kM]B\/s$/),
      'data in lines',
    ]);
  });

  it('does not learn what is held out', async () => {
    const { stdout } = await oneday(folder, ...prepare('apart', '--held-out', 'texts/{00,01}.txt', '--json'));
    expect(lastLine(stdout)).toMatchObject({ 'train': { documents: 15 }, 'held-out': { documents: 2 } });
  });

  // Windows has no signal that one process can send another to say Ctrl-C.
  it.skipIf(process.platform === 'win32')('leaves with 130 at Ctrl-C, and goes on to the same files', async () => {
    mkdirSync(inFolder('many'));
    const long = generatedText(20_000);
    for (let i = 0; i < 60; i++) writeFileSync(inFolder('many', `${i}.txt`), long);
    const args = (out: string) => [
      'data', 'prepare', '--tokenizer', 't.json', '--tokens-per-shard', '1000', '--json', '--out', out, 'many',
    ];
    const { child, finished } = startOneday(folder, args('stopped'));
    const timer = setInterval(() => {
      if (readdirSync(folder).includes('stopped') && filesIn(inFolder('stopped')).join().includes('.bin,')) {
        child.kill('SIGINT');
        clearInterval(timer);
      }
    }, 5);
    const { code, stdout } = await finished;
    expect([code, lastLine(stdout)]).toEqual([130, { out: 'stopped', stopped: true }]);
    expect(filesIn(inFolder('stopped')).filter((name) => /\.part$|index/.test(name))).toEqual([]);
    const line = await refused(folder, 'data', 'inspect', 'stopped');
    expect(line).toBe('data folder "stopped": it is not finished; give the command that began it again');
    expect((await oneday(folder, ...args('stopped'))).code).toBe(0);
    expect((await oneday(folder, ...args('whole'))).code).toBe(0);
    const files = filesIn(inFolder('whole'));
    expect(filesIn(inFolder('stopped'))).toEqual(files);
    for (const name of files.filter((file) => /\.(?:bin|json)$/.test(file))) {
      expect(readFileSync(inFolder('stopped', name))).toEqual(readFileSync(inFolder('whole', name)));
    }
  });

  it.each([
    ['finished data', prepare('prepared'), 'data folder "prepared": it holds finished data; remove it or name another'],
    ['a folder with something else', prepare('texts'), 'data folder "texts": it is not empty; name a new folder'],
    ['a part that no text begins in', ['data', 'prepare', '--tokenizer', 't.json', '--out', 'new', '--part', '2/2',
      'held-out.txt'], 'data prepare: no text begins in part 2 of 2; use fewer parts'],
    ['a part that is none', prepare('new', '--part', '3/2'),
      'option \'--part <i/n>\' argument \'3/2\' is invalid. It must be i/n with i from 1 to n, e.g. 3/8; got "3/2".'],
    ['an end that is no token', prepare('new', '--end', '</s>'),
      'prepareData: the tokenizer has no special token "</s>"; it has <|endoftext|> [SEP] [MASK]'],
    ['nothing to learn', ['data', 'prepare', '--tokenizer', 't.json', '--out', 'new', '--held-out', 'held-out.txt',
      'held-out.txt'], 'data prepare: all files are held out; name more files'],
    ['a missing tokenizer', ['data', 'prepare', '--tokenizer', 'none.json', '--out', 'new', 'texts'],
      'tokenizer "none.json": there is no such file; name a tokenizer.json'],
  ])('refuses %s in one line, with exit code 2', async (_, args, line) => {
    expect(await refused(folder, ...args)).toBe(line);
  });
});

describe('oneday data merge', () => {
  it('puts the parts of a corpus together, in any order, to what one command prepares', async () => {
    const parts = ['part-1', 'part-2', 'part-3'];
    const runs = parts.map((out, i) => (
      oneday(folder, ...prepare(out, '--part', `${i + 1}/3`, '--held-out', 'held-out.txt'))
    ));
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0, 0]);
    const { code, stdout } = await oneday(folder, 'data', 'merge', '--out', 'merged', ...parts.reverse(), '--json');
    expect(code).toBe(0);
    const facts = async (out: string) => {
      const inspected = lastLine((await oneday(folder, 'data', 'inspect', out, '--json')).stdout);
      const { train, ['held-out']: scored } = inspected as Record<string, { tokens: number; documents: number }>;
      return [train!.tokens, train!.documents, scored!.tokens, inspected.part, inspected.tokenizer];
    };
    expect(await facts('merged')).toEqual(await facts('prepared'));
    expect(lastLine(stdout)).toMatchObject({ out: 'merged', stopped: false, train: { documents: 17 } });
    const idsOf = (out: string) => Buffer.concat(filesIn(inFolder(out, 'train'))
      .filter((name) => name.endsWith('.bin'))
      .map((name, i) => {
        const { shards } = JSON.parse(readFileSync(inFolder(out, 'train', 'index.json'), 'utf8')) as {
          shards: { tokens: number }[];
        };
        return readFileSync(inFolder(out, 'train', name)).subarray(0, 2 * shards[i]!.tokens);
      }));
    expect(idsOf('merged').equals(idsOf('prepared'))).toBe(true);
  });

  it('refuses parts that are not all there, and leaves nothing', async () => {
    const line = await refused(folder, 'data', 'merge', '--out', 'few', 'part-1', 'part-3');
    expect(line).toBe('mergePrepared: part 2 of 3 is missing');
  });
});

describe('oneday data inspect', () => {
  it('checks everything and shows some text', async () => {
    const { code, stdout } = await oneday(folder, 'data', 'inspect', 'prepared', '--samples', '1');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^vocabulary 320, ids of 16 bits, tokenizer [0-9a-f]{64}$/),
      `texts end with ${END}`,
      expect.stringMatching(/^train: 17 documents/),
      expect.stringMatching(/^ {2}shard-00000\.bin {2}[\d,]+ tokens {2}17 pieces {2}[\d.]+ kB$/),
      expect.stringMatching(/^held-out: 1 document/),
      expect.stringMatching(/^ {2}shard-00000\.bin/),
      'all checksums are right',
      `train, piece 0: ${JSON.stringify(texts[0]!.slice(0, 80))}`,
      `held-out, piece 0: ${JSON.stringify(heldOut.slice(0, 80))}`,
    ]);
  });

  it('takes the shards of one side alone, and refuses another tokenizer', async () => {
    const { stdout } = await oneday(folder, 'data', 'inspect', 'prepared/train', '--tokenizer', 't.json', '--json');
    expect(lastLine(stdout)).toMatchObject({ vocabSize: 320, shards: { documents: 17 }, samples: [{}, {}, {}] });
    const line = await refused(folder, 'data', 'inspect', 'prepared', '--tokenizer', 'other.json');
    expect(line).toContain('the shards were made with another tokenizer');
  });
});

describe('oneday train --data', () => {
  const train = (...more: string[]) => ['train', 'gpt-day', '--data', 'prepared', '--budget', '1s', ...tiny, ...more];

  it('learns prepared data with its tokenizer, and goes on from anywhere', async () => {
    const { code, stdout } = await oneday(folder, ...train('--out', 'from-data', '--json'));
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatchObject({ vocabSize: 320, scoredBytes: heldOut.length });
    mkdirSync(inFolder('elsewhere'), { recursive: true });
    const again = await oneday(inFolder('elsewhere'), 'train', '--resume', '../from-data', '--json', '--threads', '1');
    expect([again.code, lastLine(again.stdout).steps]).toEqual([0, lastLine(stdout).steps]);
  });

  it('refuses texts beside it, and a recipe of characters', async () => {
    expect(await refused(folder, ...train('--text', 'texts'))).toBe(
      'recipe gpt-day: it learns texts or prepared data; got both: leave one out',
    );
    expect(await refused(folder, 'train', 'char-gpt', '--data', 'prepared')).toMatch(
      /^recipe char-gpt: it learns the characters of a text; take gpt-day for prepared data; got ".*prepared"$/,
    );
  });
});

describe('a run', () => {
  it('goes on without its text, from another folder', async () => {
    writeFileSync(inFolder('gone.txt'), generatedText(3000));
    const run = ['train', 'bert-day', '--text', 'gone.txt', '--budget', '1s', ...tiny, '--out', 'goes-on', '--json'];
    const first = await oneday(folder, ...run);
    expect(first.code).toBe(0);
    rmSync(inFolder('gone.txt'));
    mkdirSync(inFolder('elsewhere'), { recursive: true });
    const again = await oneday(inFolder('elsewhere'), 'train', '--resume', '../goes-on', '--json', '--threads', '1');
    const { steps, valLoss, maskedUnigramEntropy } = lastLine(first.stdout);
    expect(again.code).toBe(0);
    expect(lastLine(again.stdout)).toMatchObject({ steps, valLoss, maskedUnigramEntropy });
    const journal = join('goes-on', 'events.jsonl');
    const replay = ['train', '--replay', journal, '--out', 'repeated', '--json', '--threads', '1'];
    const repeated = await oneday(folder, ...replay);
    expect(lastLine(repeated.stdout)).toMatchObject({ steps, valLoss });
  });
});

describe('docs/data.md', () => {
  it('has commands that work', async () => {
    const page = readFileSync(new URL('../../../docs/data.md', import.meta.url), 'utf8');
    const [, block] = /^```console\n(.*?)^```$/ms.exec(page)!;
    const commands = [...block!.matchAll(/^\$ npx oneday (.*)$/gm)].map(([, line]) => (
      [...line!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!)
    ));
    expect(commands).toHaveLength(7);
    mkdirSync(inFolder('page', 'news'), { recursive: true });
    texts.forEach((text, i) => writeFileSync(inFolder('page', 'news', `${i}.txt`), text));
    for (const args of commands) expect(await oneday(inFolder('page'), ...args)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('bad input gives one clear line, exit code 2, and nothing half-written', () => {
  beforeAll(() => {
    mkdirSync(inFolder('bad'));
    mkdirSync(inFolder('bad', 'empty'));
    writeFileSync(inFolder('bad', 'binary.txt'), Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1));
    writeFileSync(inFolder('bad', 'latin1.txt'), Uint8Array.of(0x63, 0x61, 0x66, 0xe9));
    for (const name of ['short', 'flipped', 'misfit']) {
      cpSync(inFolder('prepared'), inFolder('bad', name), { recursive: true });
    }
    truncateSync(inFolder('bad', 'short', 'train', 'shard-00000.bin'), 100);
    const flipped = inFolder('bad', 'flipped', 'train', 'shard-00000.bin');
    const bytes = readFileSync(flipped);
    bytes[4]! ^= 1;
    writeFileSync(flipped, bytes);
    cpSync(inFolder('other.json'), inFolder('bad', 'misfit', 'tokenizer.json'));
    cpSync(inFolder('from-data'), inFolder('bad', 'run'), { recursive: true });
    cpSync(inFolder('other.json'), inFolder('bad', 'run', 'tokenizer.json'));
    cpSync(inFolder('goes-on'), inFolder('bad', 'short-run'), { recursive: true });
    truncateSync(inFolder('bad', 'short-run', 'data', 'train', 'shard-00000.bin'), 100);
  });
  const learn = (...more: string[]) => ['train', 'gpt-day', '--budget', '1s', ...tiny, ...more];

  it.each<[string, string[], RegExp]>([
    ['an empty folder', learn('--text', 'bad/empty'), /^text files "bad\/empty": the folder has no files; /],
    ['an empty folder to prepare', ['data', 'prepare', '--tokenizer', 't.json', '--out', 'new', 'bad/empty'],
      /^text files "bad\/empty": the folder has no files; /],
    ['a binary file', learn('--text', 'texts', 'bad/binary.txt'),
      /^text file "bad\/binary.txt": text has no zero bytes; got one at offset 4; binary data or UTF-16\?$/],
    ['invalid UTF-8', learn('--text', 'texts', 'bad/latin1.txt'),
      /^text file "bad\/latin1.txt": must be UTF-8; got the byte 0xe9 at offset 3, which opens no character; /],
    ['hardly any text', learn('--text', 'bad/letter.txt'),
      /^recipe gpt-day: 1 bytes of text cannot be split; name more text$/],
    ['a shard cut short', learn('--data', 'bad/short'),
      /^token shard ".*train\/shard-00000.bin": \d+ bytes expected; it was cut short: it has 100; make it anew$/],
    ['a shard cut short, inspected', ['data', 'inspect', 'bad/short'],
      /shard-00000.bin": \d+ bytes expected; it was cut short/],
    ['a shard of a run cut short', ['train', '--resume', 'bad/short-run'],
      /^token shard "bad\/short-run\/data\/train\/shard-00000.bin": \d+ bytes expected; it was cut short: it has 100/],
    ['a flipped byte in a shard', learn('--data', 'bad/flipped'),
      /^token shard ".*train\/shard-00000.bin": its checksum is not that of its index; it is damaged, make it anew$/],
    ['a tokenizer that does not fit the data', learn('--data', 'bad/misfit'),
      /index.json": the shards were made with another tokenizer \(they have a vocabulary of 320, this one of 310\)/],
    ['a tokenizer that does not fit the run', ['train', '--resume', 'bad/run'],
      /^run "bad\/run": tokenizer.json must be the one that the run was trained with; got one with 310 tokens$/],
    ['a tokenizer that does not fit the run, used', ['generate', '--run', 'bad/run', '--prompt', 'the'],
      /^run "bad\/run": tokenizer.json must be the one that the run was trained with; got one with 310 tokens$/],
  ])('%s', async (_, args, line) => {
    if (args.includes('bad/letter.txt')) writeFileSync(inFolder('bad', 'letter.txt'), 'a');
    expect(await refused(folder, ...args)).toMatch(line);
  });

  it.each([
    ['a binary file', 'binary.txt', Uint8Array.of(0x7f, 0), /text has no zero bytes; got one at offset 1/],
    ['invalid UTF-8', 'latin1.txt', Uint8Array.of(0x61, 0xe9), /must be UTF-8; got the byte 0xe9 at offset 1/],
    ['a line that is no JSON', 'lines.jsonl', Buffer.from('{"text":\n'), /the line at byte 0: not valid JSON/],
  ])('%s among what is prepared', async (_, name, bytes, reason) => {
    mkdirSync(inFolder('mixed'), { recursive: true });
    writeFileSync(inFolder('mixed', 'a.txt'), texts[0]!);
    writeFileSync(inFolder('mixed', name), bytes);
    const args = ['data', 'prepare', '--tokenizer', 't.json', '--out', 'from-mixed', 'mixed'];
    expect(await refused(folder, ...args)).toMatch(reason);
    rmSync(inFolder('mixed'), { recursive: true });
  });
});
