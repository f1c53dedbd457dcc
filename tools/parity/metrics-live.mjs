/**
 * Holds the metrics to their reference implementations on thousands of generated cases, as the unit tests do on the
 * committed hundreds.
 *
 *   node tools/parity/metrics-live.mjs [--python python3] [--cases 10000] [--seed 7] [--squad squad_metrics.py]
 *
 * Each *_metrics_fixture.py makes its share of cases; the parity tests then read those in place of the committed ones.
 * Needs the Python packages of tools/parity/metrics-requirements.txt. `--squad` names transformers' copy of SQuAD's
 * scripts (see answer_metrics_fixture.py); without it SQuAD is left out.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
/** The shares add up to the whole. */
const SHARES = { translation: 0.3, classification: 0.3, rouge: 0.1, seqeval: 0.14, bootstrap: 0.06, answers: 0.1 };
const TESTS = ['translation/parity', 'classification/parity', 'summarization', 'sequence-labeling', 'resampling',
  'question-answering'];

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '7' },
    squad: { type: 'string' },
  },
});

function run(program, args, env) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${args[0]}: ${error?.message ?? `ended with exit code ${status}`}`);
}

const folder = mkdtempSync(join(tmpdir(), 'oneday-metrics-live-'));
try {
  for (const [name, share] of Object.entries(SHARES)) {
    const script = name === 'answers' ? 'answer' : name;
    if (name === 'answers' && options.squad === undefined) {
      console.log('SQuAD is left out: name its functions with --squad');
      copyFileSync(join(root, 'packages', 'evaluator', 'fixtures', 'answers.json'), join(folder, 'answers.json'));
      continue;
    }
    const cases = String(Math.ceil(share * Number(options.cases)));
    const args = ['--cases', cases, '--seed', options.seed, '--out', folder];
    run(options.python, [join(here, `${script}_metrics_fixture.py`), ...args], { SQUAD_METRICS: options.squad ?? '' });
  }
  const files = TESTS.map((path) => join('packages', 'evaluator', 'src', path));
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  run(process.execPath, [vitest, 'run', '--config', 'vitest.config.ts', '--testTimeout', '600000', ...files], {
    METRIC_FIXTURES: folder,
  });
} finally {
  rmSync(folder, { recursive: true });
}
