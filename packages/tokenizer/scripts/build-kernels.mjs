/**
 * Compiles kernels/*.ts (AssemblyScript) to WebAssembly and writes src/generated/kernels.ts, which holds the bytes as
 * base64.
 *
 * node scripts/build-kernels.mjs
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
const outputPath = join(packageFolder, 'src/generated/kernels.ts');

const wasm = await compile();
await mkdir(dirname(outputPath), { recursive: true });
await writeFile(outputPath, `// Written by scripts/build-kernels.mjs.

/** The WebAssembly module of kernels/main.ts. It imports nothing and exports its memory. */
export const kernelsBase64 =
  '${wasm.toString('base64')}';
`);
process.stdout.write(`${wasm.length} bytes of WebAssembly → ${outputPath}\n`);

async function compile() {
  let compiled;
  const { error, stderr } = await asc.main(
    [
      'main.ts', '--outFile', 'kernels.wasm', '-O3', '--runtime', 'minimal', '--noAssert', '--use', 'abort=',
      '--enable', 'simd', '--enable', 'bulk-memory',
    ],
    {
      readFile: (name) => readFile(join(packageFolder, 'kernels', name), 'utf8').catch(() => null),
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) compiled = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !compiled) throw new Error(`AssemblyScript: ${error?.message ?? 'no output'}\n${stderr}`);
  return Buffer.from(compiled);
}
