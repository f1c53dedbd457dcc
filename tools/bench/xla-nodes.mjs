/**
 * Trains on the xla backend on every supported Node, the oldest and the newest of each later line: `char-gpt` by the
 * command, and a tiny model in two clients at once and in a worker thread. Fails unless all Nodes give the same losses
 * bit for bit and every process ends by itself.
 *
 *   node tools/bench/xla-nodes.mjs [--steps 50]
 *
 * Needs the built packages, `oneday setup xla --cpu`, and the registry for the Nodes.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchNodes } from '../packages/nodes.mjs';
import { BenchError, command, outputOf, positive, root, runBenchmark } from './side-by-side.mjs';

const threads = join(root, 'tools', 'bench', 'xla-threads.mjs');
const TEXT = 'the king said to the queen: good night, my lord, and away to Rome.\n'.repeat(200);
const SETTINGS = ['model.layers=2', 'model.width=64', 'model.dropout=0.1'];

/** The losses of `char-gpt`, trained by the command on one Node. */
function trainByCommand({ version, binary }, folder, steps) {
  const out = join(folder, `run-${version}`);
  const settings = [...SETTINGS, `training.steps=${steps}`].flatMap((setting) => ['--set', setting]);
  outputOf(`Node ${version}`, binary, [
    command, 'train', 'char-gpt', '--text', join(folder, 'text.txt'), '--backend', 'xla', '--out', out, ...settings,
  ]);
  const events = readFileSync(join(out, 'events.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  return events.filter(({ kind }) => kind === 'step').map(({ loss }) => loss);
}

function trainOn(node, folder, steps) {
  const byCommand = trainByCommand(node, folder, steps);
  const { clients, worker } = JSON.parse(outputOf(`Node ${node.version}`, node.binary, [threads]));
  const [first, last] = [byCommand[0], byCommand.at(-1)].map((loss) => loss.toFixed(4));
  console.log(`Node ${node.version}: char-gpt ${first} → ${last} in ${steps} steps; `
    + `two clients and a worker end at ${[...clients, worker].map((losses) => losses.at(-1).toFixed(6)).join(', ')}`);
  if ([clients[1], worker].some((losses) => `${losses}` !== `${clients[0]}`)) {
    throw new BenchError(`Node ${node.version}: two clients and a worker thread have other losses than one`);
  }
  return [byCommand, clients[0]];
}

function trainOnAll({ steps }) {
  const folder = mkdtempSync(join(tmpdir(), 'oneday-xla-nodes-'));
  try {
    writeFileSync(join(folder, 'text.txt'), TEXT);
    const nodes = fetchNodes(join(folder, 'nodes'));
    const losses = nodes.map((node) => JSON.stringify(trainOn(node, folder, steps)));
    const other = nodes[losses.findIndex((text) => text !== losses[0])];
    if (other !== undefined) {
      throw new BenchError(`Node ${other.version} has other losses than Node ${nodes[0].version}`);
    }
    console.log(JSON.stringify({ steps, nodes: nodes.map(({ version }) => version), equal: true }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { steps: { type: 'string', default: '50' } } });
await runBenchmark('xla-nodes', () => trainOnAll({ steps: positive('steps', values.steps) }));
