/**
 * Times one training step of `char-gpt`, or of a larger model, in oneday on the xla backend and in JAX on the same
 * plugin, alternating, so that both see the same machine.
 *
 *   node tools/bench/step-beside-jax.mjs [--rounds 5] [--seconds 8] [--layers 4] [--width 128] [--python python3]
 *
 * Needs JAX in that Python (`pip install jax==0.10.2`) and `oneday setup xla --cpu`. Each round runs both commands
 * once, and every second round in the other order. Minimum stands against minimum: whatever else runs on a machine can
 * only add time. The last line is one JSON object; its `ratio` is oneday's time over JAX's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPlugin } from '@oneday/backend-xla';
import {
  alternate, BenchError, command, lastLine, milliseconds, outputOf, positive, root, runBenchmark,
} from './side-by-side.mjs';

const twin = join(root, 'tools', 'bench', 'jax_char_gpt.py');
/** Losses of the first steps may differ by so much, relatively: both round to float32, in another order. */
const LOSS_TOLERANCE = 1e-5;

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '8' },
      layers: { type: 'string', default: '4' },
      width: { type: 'string', default: '128' },
      python: { type: 'string', default: 'python3' },
    },
  });
  const { python, ...numbers } = values;
  return { python, ...Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, positive(name, text)])) };
}

function requireSameLosses(ours, theirs) {
  const largest = Math.max(...ours.losses.map((loss, i) => Math.abs(loss - theirs.losses[i]) / theirs.losses[i]));
  if (!(largest <= LOSS_TOLERANCE)) throw new BenchError(`the losses differ by ${largest}: not the same step`);
  return largest;
}

function compareSteps({ rounds, seconds, layers, width, python }) {
  const plugin = findPlugin(undefined, ['cpu']).path;
  // An empty cache: what was compiled before would make compiling look like reading a file.
  const cache = mkdtempSync(join(tmpdir(), 'oneday-bench-'));
  const ourEnvironment = { ...process.env, ONEDAY_CACHE: cache, ONEDAY_XLA_PLUGIN: plugin };
  const theirPlugin = { PJRT_NAMES_AND_LIBRARY_PATHS: `plugin:${plugin}`, JAX_PLATFORMS: 'plugin' };
  const theirEnvironment = { ...process.env, ...theirPlugin };
  const sizes = ['--set', `model.layers=${layers}`, '--set', `model.width=${width}`];
  const oneday = ['bench', 'step', '--backend', 'xla', '--recipe', 'char-gpt', '--seconds', `${seconds}`, ...sizes];
  const jax = ['--seconds', `${seconds}`, '--layers', `${layers}`, '--width', `${width}`];
  const last = {};
  const side = (name, program, args, env) => () => {
    rmSync(join(cache, 'xla', 'programs'), { recursive: true, force: true });
    last[name] = lastLine(name, outputOf(name, program, [...args, '--json'], env));
    return last[name].secondsPerStep;
  };
  console.log(`Node ${process.version}, ${layers} layers, width ${width}, ${rounds} rounds, both on ${plugin}`);
  const times = alternate(rounds, {
    oneday: side('oneday', process.execPath, [command, ...oneday], ourEnvironment),
    jax: side('jax', python, [twin, ...jax], theirEnvironment),
  });
  rmSync(cache, { recursive: true, force: true });
  const lossDifference = requireSameLosses(last.oneday, last.jax);
  const best = { oneday: Math.min(...times.oneday), jax: Math.min(...times.jax) };
  const ratio = best.oneday / best.jax;
  console.log(`minimum ${milliseconds(best.oneday).trim()} ms against ${milliseconds(best.jax).trim()} ms: `
    + `oneday takes ${ratio.toFixed(3)} times JAX's time; losses agree to ${lossDifference.toExponential(1)}`);
  console.log(JSON.stringify({
    ratio, onedaySecondsPerStep: best.oneday, jaxSecondsPerStep: best.jax, lossDifference, layers, width, rounds,
    onedayCompileSeconds: last.oneday.compileSeconds, jaxCompileSeconds: last.jax.compileSeconds, jax: last.jax.jax,
    node: process.version, plugin, runs: times,
  }));
}

await runBenchmark('step-beside-jax', () => compareSteps(readOptions()));
