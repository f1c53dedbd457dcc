/**
 * Compiles kernels/*.ts (AssemblyScript) to WebAssembly and writes src/generated/kernels.ts, which holds the bytes as
 * base64 together with the opcodes and addresses that the engine needs.
 *
 * node scripts/build-kernels.mjs [--only matmul.ts,nop.ts] [--out file.ts]
 *
 * `--only` leaves the other files' opcodes without an implementation (they trap): for working on some kernels while
 * others do not compile. `--out` writes elsewhere than src/generated/kernels.ts.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import asc from 'assemblyscript/asc';
import { controlBlock } from '../kernels/control-block.mjs';

const packageFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const kernelsFolder = join(packageFolder, 'kernels');

const { values: flags } = parseArgs({ options: { only: { type: 'string' }, out: { type: 'string' } } });
const outputPath = flags.out ? resolve(flags.out) : join(packageFolder, 'src/generated/kernels.ts');
const onlyFiles = flags.only?.split(',');

/** File → its kernels' function names. An opcode is the position of its name over the whole table. */
const table = JSON.parse(await readFile(join(kernelsFolder, 'opcodes.json'), 'utf8'));
const kernels = Object.entries(table).flatMap(([file, names]) => names.map((name) => ({ name, file })));
const compiled = kernels.filter(({ file }) => !onlyFiles || onlyFiles.includes(file));

const sources = new Map([
  ['generated/control-block.ts', controlBlockSource()],
  ['generated/dispatch.ts', dispatchSource()],
]);
for (const file of await readdir(kernelsFolder)) {
  if (file.endsWith('.ts')) sources.set(file, await readFile(join(kernelsFolder, file), 'utf8'));
  if (file.startsWith('generate-') && file.endsWith('.mjs')) {
    const { generate } = await import(join(kernelsFolder, file));
    sources.set(`generated/${file.slice('generate-'.length, -'.mjs'.length)}.ts`, generate());
  }
}

const bytes = await compile();
checkStaticData(bytes);
await mkdir(dirname(outputPath), { recursive: true });
await writeFile(outputPath, outputSource(bytes));
process.stdout.write(`${compiled.length} kernels, ${bytes.length} bytes of WebAssembly → ${outputPath}\n`);

function controlBlockSource() {
  return Object.entries(controlBlock)
    .map(([name, value]) => `export const ${name}: ${name.endsWith('Address') ? 'usize' : 'i32'} = ${value};\n`)
    .join('');
}

function dispatchSource() {
  const files = [...new Set(compiled.map(({ file }) => file))];
  const imports = files.map((file) => `import { ${table[file].join(', ')} } from '../${file.replace(/\.ts$/, '')}';\n`);
  const cases = compiled.map(
    ({ name }) =>
      `    case ${kernels.findIndex((kernel) => kernel.name === name)}:\n` +
      `      ${name}(args, thread, threads, scratch);\n      return;\n`,
  );
  return (
    imports.join('') +
    'export function dispatch(opcode: i32, args: usize, thread: i32, threads: i32, scratch: usize): void {\n' +
    `  switch (opcode) {\n${cases.join('')}    default:\n      unreachable();\n  }\n}\n`
  );
}

async function compile() {
  let wasm;
  const { error, stderr } = await asc.main(
    [
      'fork-join.ts',
      ...['--outFile', 'kernels.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--importMemory', '--sharedMemory'],
      ...['--enable', 'simd', '--enable', 'relaxed-simd', '--enable', 'threads', '--enable', 'bulk-memory'],
      ...['--initialMemory', '1', '--maximumMemory', '65536', '--memoryBase', String(controlBlock.staticDataAddress)],
    ],
    {
      readFile: (name) => sources.get(name.replace(/^\.\//, '')) ?? null,
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !wasm) throw new Error(`AssemblyScript: ${error?.message ?? 'no output'}\n${stderr}`);
  return Buffer.from(wasm);
}

/** The static data must leave the host's part of the memory alone. */
function checkStaticData(wasm) {
  if (Number(process.versions.node.split('.')[0]) < 22) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } });
  if (exports.staticDataEnd.value > controlBlock.memoryBase) {
    throw new Error(`kernels: static data ends at ${exports.staticDataEnd.value}, beyond ${controlBlock.memoryBase}`);
  }
}

function outputSource(wasm) {
  const opcodes = kernels.map(({ name }, opcode) => `  ${name}: ${opcode},\n`).join('');
  const block = Object.entries(controlBlock)
    .map(([name, value]) => `  ${name}: ${value},\n`)
    .join('');
  return `// Written by scripts/build-kernels.mjs.

/** Number of each kernel, the first argument of the module's \`run\`. */
export const opcodes = {
${opcodes}} as const;

export type OpcodeName = keyof typeof opcodes;

/** Addresses (bytes) and sizes shared with the kernels; what each means stands in kernels/control-block.mjs. */
export const controlBlock = {
${block}} as const;

/** First byte of the memory that the host may use. */
export const memoryBase: number = controlBlock.memoryBase;

/** The WebAssembly module. It imports \`env.memory\`, shared, and exports \`run\`, \`worker\` and \`close\`. */
export const kernelsBase64 =
  '${wasm.toString('base64')}';
`;
}
