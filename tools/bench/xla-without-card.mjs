/**
 * Compiles the training steps of the GPU table for a card that is not there, and says what the compiler says of their
 * memory: with cuDNN's flash attention, and with attention by its reference. Nothing is run; what cuDNN itself would
 * say of a call, and how long anything takes, only a card tells.
 *
 *   node tools/bench/xla-without-card.mjs [--models gpt2,crammed-bert] [--size full|small] [--batch 16]
 *     [--plugin FILE --cuda-folder FOLDER]
 *
 * Needs the built packages and `oneday setup xla --cuda 13`, or a plugin for CUDA and a folder with NVIDIA's assembler
 * in its `bin`. The last line is one JSON object.
 */
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { findPlugin } from '@oneday/backend-xla';
import { bert, gpt } from '@oneday/models';
import { adamw, Bound, TrainingStep } from '@oneday/nn';
import { attentionOp, createBackend, crossEntropyOp } from '@oneday/ops';
import { chunkedCrossEntropy } from '../../packages/backend-xla/dist/cross-entropy.js';
import { emitModule } from '../../packages/backend-xla/dist/emit/emit-module.js';
import { flashAttention } from '../../packages/backend-xla/dist/flash-attention.js';
import { compileOptions } from '../../packages/backend-xla/dist/pjrt/compile-options.js';
import { PjrtPlugin } from '../../packages/backend-xla/dist/pjrt/plugin.js';
import { setPluginEnvironment } from '../../packages/backend-xla/dist/plugin-environment.js';
import { workloads } from './gpu-table-workload.mjs';
import { BenchError, positive, runBenchmark } from './side-by-side.mjs';

const koffi = createRequire(new URL('../../packages/backend-xla/package.json', import.meta.url))('koffi');

/** What XLA wants to know of a card: an H100's `GpuTargetConfigProto`. */
const H100 = `
gpu_device_info {
  cuda_compute_capability { major: 9 }
  core_count: 132  fpus_per_core: 128  clock_rate_ghz: 1.98  memory_bandwidth: 3352320000000
  device_memory_size: 84978434048  l2_cache_size: 52428800
  threads_per_warp: 32  threads_per_block_limit: 1024  threads_per_core_limit: 2048
  registers_per_block_limit: 65536  registers_per_core_limit: 65536
  shared_memory_per_block: 49152  shared_memory_per_core: 233472  shared_memory_per_block_optin: 232448
  block_dim_limit_x: 2147483647  block_dim_limit_y: 65535  block_dim_limit_z: 65535
}
platform_name: "CUDA"
device_description_str: "NVIDIA H100 80GB HBM3"
dnn_version_info { major: 9 minor: 12 }
runtime_version { major: 13 }
`;
/** Functions of PJRT's table that need no device, and the words of their arguments. */
const [TOPOLOGY_CREATE, COMPILE, MEMORY_STATS] = [[82, 7], [89, 8], [96, 20]];
const FIRST_FUNCTION = 5;

/** A plugin's compiler for a card of the given kind. */
async function openCompiler({ path, libraries, cudaFolder }, target) {
  setPluginEnvironment(cudaFolder);
  const plugin = await PjrtPlugin.load(path, libraries);
  const table = koffi.load(path).func('void* GetPjrtApi()')();
  const prototype = koffi.proto('void* topology_call(void*)');
  const call = (what, [index, size], words) => {
    const block = new BigUint64Array(size);
    block[0] = BigInt(block.byteLength);
    for (const [word, value] of Object.entries(words)) block[word] = BigInt(value);
    const address = BigInt(koffi.decode(table, (FIRST_FUNCTION + index) * 8, 'uint64_t'));
    plugin.check(what, koffi.decode(address, prototype)(block));
    return block;
  };
  plugin.call('pluginInitialize', {});
  const texts = ['cuda', 'target_config', target, 'topology', '1x1x1', 'mlir'].map((text) => Buffer.from(text));
  const [name, ...options] = texts.slice(0, -1);
  const named = BigUint64Array.from([0, 2].flatMap((at) => [
    56n, 0n, plugin.address(options[at]), BigInt(options[at].length),
    0n, plugin.address(options[at + 1]), BigInt(options[at + 1].length),
  ]));
  const topology = call('topology', TOPOLOGY_CREATE, {
    2: plugin.address(name), 3: name.length, 4: plugin.address(named), 5: 2,
  })[6];
  const compilation = Buffer.from(compileOptions('cuda'));
  return (what, text) => {
    const [code, format] = [Buffer.from(text), texts.at(-1)];
    const program = BigUint64Array.of(
      48n, 0n, plugin.address(code), BigInt(code.length), plugin.address(format), BigInt(format.length),
    );
    const executable = call(what, COMPILE, {
      2: topology, 3: plugin.address(program), 4: plugin.address(compilation), 5: compilation.length,
    })[7];
    const stats = call(what, MEMORY_STATS, { 2: executable });
    return { argumentBytes: Number(stats[4]), temporaryBytes: Number(stats[7]) };
  };
}

/** A backend that hands its programs' texts to `onText` and runs nothing. */
function recordingBackend(kernel, onText) {
  const refused = () => {
    throw new BenchError('nothing is run here');
  };
  return createBackend({
    name: 'xla', device: { kind: 'gpu', description: 'none' }, can: { deterministic: false, fastOperands: ['bf16'] },
    kernel,
    createVariable: ({ name, shape, dtype }) => ({ kind: 'variable', name, shape, dtype }),
    readVariable: refused, writeVariable: refused, freeVariable: refused, read: refused, sync: refused, memory: refused,
    async compile(graph) {
      onText(graph.name, emitModule(graph).text);
      return { run: refused, dispose: () => {} };
    },
    close: async () => {},
  });
}

async function compileStep(compile, name, { size, batch, usesFlash }) {
  const { family, layers, heads, width, context, vocabSize, batch: usual } = workloads[name][size];
  const rows = [];
  const reference = { supports: () => 'XLA compiles the reference' };
  const kernel = (op) => {
    if (op === crossEntropyOp) return chunkedCrossEntropy;
    return usesFlash && op === attentionOp ? flashAttention : reference;
  };
  const backend = recordingBackend(kernel, (program, text) => {
    const start = performance.now();
    const memory = compile(`${name}, program ${program}`, text);
    const seconds = (performance.now() - start) / 1000;
    const flashCalls = text.split('@__cudnn$fmha').length - 1;
    rows.push({ model: name, attention: usesFlash ? 'cuDNN' : 'reference', program, seconds, flashCalls, ...memory });
  });
  const model = (family === 'gpt' ? gpt : bert)({ layers, heads, width, context, vocabSize });
  const parameters = new Bound(new Map(model.parameters.map(({ name: parameter, shape }) => (
    [parameter, backend.variable({ name: parameter, shape, dtype: 'f32' })]
  ))));
  const optimizer = adamw({ beta1: 0.9, beta2: 0.95, epsilon: 1e-8 });
  const step = new TrainingStep({ backend, model, parameters, optimizer, clipNorm: 1, precision: 'bf16' });
  const shape = [batch ?? usual, context];
  const inputIds = new Int32Array(shape[0] * shape[1]);
  const scored = family === 'gpt' ? {} : { scoredPositions: new Int32Array(inputIds.length / 4) };
  await step.prepare({ shape, inputIds, labels: inputIds, ...scored });
  return rows;
}

async function compileAll({ plugin, 'cuda-folder': cudaFolder, models, size, batch: given }) {
  const own = { path: plugin, libraries: [], cudaFolder };
  const compile = await openCompiler(plugin === undefined ? findPlugin(undefined, ['cuda13', 'cuda12']) : own, H100);
  const batch = given === undefined ? undefined : positive('batch', given);
  const rows = [];
  console.log('model         attention   program     compiling, s   arguments, MB   temporary, MB');
  for (const name of models.split(',')) {
    for (const usesFlash of [true, false]) {
      for (const row of await compileStep(compile, name, { size, batch, usesFlash })) {
        rows.push(row);
        const megabytes = [row.argumentBytes, row.temporaryBytes].map((bytes) => (bytes / 1e6).toFixed(1).padStart(16));
        console.log(row.model.padEnd(14) + row.attention.padEnd(12) + row.program.padEnd(12)
          + row.seconds.toFixed(1).padStart(12) + megabytes.join(''));
      }
    }
  }
  console.log(JSON.stringify({ target: 'H100', size, rows }));
}

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: Object.keys(workloads).join(',') },
    size: { type: 'string', default: 'full' },
    batch: { type: 'string' },
    plugin: { type: 'string' },
    'cuda-folder': { type: 'string' },
  },
});
await runBenchmark('xla-without-card', () => compileAll(values));
