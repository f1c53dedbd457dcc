/**
 * Times BLEU, chrF and TER in oneday and in sacrebleu, alternating, on the same pairs: each run is a fresh process, so
 * that neither side has seen a pair before, and one thread.
 *
 *   node tools/bench/metrics-beside-sacrebleu.mjs [--rounds 5] [--python python3] [--refs FILE --hyps FILE]
 *
 * Without files the pairs are made: sentences of 5 to 40 words with the frequencies of a language, and copies of them
 * with words dropped, replaced and moved. Needs `npm run build`, and sacrebleu (tools/parity/metrics-requirements.txt).
 * Minimum stands against minimum. The last line is one JSON object; its ratios are oneday's pairs a second over
 * sacrebleu's.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomUniform, seedKey } from '../../packages/core/dist/index.js';

const here = dirname(fileURLToPath(import.meta.url));
/** Pairs a metric is timed on; TER takes sacrebleu long. */
const COUNTS = { bleu: 10_000, chrf: 10_000, ter: 3000 };

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    python: { type: 'string', default: 'python3' },
    refs: { type: 'string' },
    hyps: { type: 'string' },
  },
});

/** Uniform numbers in [0, 1), one after another. */
function* uniforms(seed) {
  for (let block = 0; ; block += 1) yield* randomUniform(seedKey(seed * 1e6 + block), 4096);
}

function madePairs(count) {
  const random = uniforms(1);
  const next = () => random.next().value;
  const letters = 'etaoinshrdlucmfwypvbgkjqxz';
  const letter = () => letters[Math.floor(next() ** 2 * letters.length)];
  const words = Array.from({ length: 5000 }, () => Array.from({ length: 2 + Math.floor(next() * 7) }, letter).join(''));
  // Zipf's law: the word of rank r comes with a frequency like 1/r.
  const word = () => words[Math.floor(Math.exp(next() * Math.log(words.length))) - 1];
  return Array.from({ length: count }, () => {
    const reference = Array.from({ length: 5 + Math.floor(next() * 36) }, word);
    let hypothesis = reference.filter(() => next() > 0.05).map((same) => (next() < 0.15 ? word() : same));
    for (let moves = Math.floor(next() * 3); moves > 0; moves -= 1) {
      const block = hypothesis.splice(Math.floor(next() * hypothesis.length), 1 + Math.floor(next() * 3));
      const at = Math.floor(next() * hypothesis.length);
      hypothesis = [...hypothesis.slice(0, at), ...block, ...hypothesis.slice(at)];
    }
    return [hypothesis, reference].map((text) => `${text.join(' ').replace(/ (\w+) (?=\w+ \w+$)/, ' $1, ')}.`);
  });
}

function filePairs(hyps, refs) {
  const [hypotheses, references] = [hyps, refs].map((path) => readFileSync(path, 'utf8').trimEnd().split('\n'));
  return hypotheses.map((hypothesis, i) => [hypothesis, references[i]]);
}

function reportOf(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${error?.message ?? stderr.trim()}`);
  return JSON.parse(stdout);
}

const folder = mkdtempSync(join(tmpdir(), 'oneday-metrics-'));
const summary = {};
try {
  const all = options.hyps === undefined ? madePairs(10_000) : filePairs(options.hyps, options.refs);
  for (const [metric, count] of Object.entries(COUNTS)) {
    const pairs = all.slice(0, count);
    const path = join(folder, `${metric}.json`);
    writeFileSync(path, JSON.stringify(pairs));
    const sides = {
      oneday: () => reportOf(process.execPath, [join(here, 'metric-rate.mjs'), metric, path]),
      sacrebleu: () => reportOf(options.python, [join(here, 'sacrebleu_rate.py'), metric, path]),
    };
    const seconds = { oneday: [], sacrebleu: [] };
    const scores = {};
    for (let round = 0; round < Number(options.rounds); round += 1) {
      for (const side of round % 2 === 0 ? ['oneday', 'sacrebleu'] : ['sacrebleu', 'oneday']) {
        const report = sides[side]();
        seconds[side].push(report.seconds);
        scores[side] = report.score;
      }
    }
    if (Math.abs(scores.oneday - scores.sacrebleu) > 1e-10) throw new Error(`${metric}: the scores differ`);
    const rateOf = (side) => pairs.length / Math.min(...seconds[side]);
    const pairsPerSecond = { oneday: rateOf('oneday'), sacrebleu: rateOf('sacrebleu') };
    const ratio = pairsPerSecond.oneday / pairsPerSecond.sacrebleu;
    summary[metric] = { ratio, pairs: pairs.length, pairsPerSecond, score: scores.oneday };
    const [ours, theirs] = Object.values(pairsPerSecond).map((value) => Math.round(value).toLocaleString('en'));
    console.log(`${metric.padEnd(5)} ${ours} pairs/s against ${theirs}: ${ratio.toFixed(1)} times sacrebleu's rate`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(JSON.stringify(summary));
