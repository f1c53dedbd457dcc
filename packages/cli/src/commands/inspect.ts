import { readSafetensorsFile } from '@oneday/checkpoint/node';
import type { Command } from 'commander';
import { formatBytes, formatCount } from '../format.ts';
import { openOutput } from '../output.ts';

/** Adds `oneday inspect`. */
export function addInspect(program: Command): void {
  program.command('inspect')
    .description('Lists the tensors of a safetensors file; the whole file is checked.')
    .argument('<file>', 'a safetensors file')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Example:
  $ oneday inspect runs/char-gpt/checkpoints/step-00002000/model.safetensors
`)
    .action((file: string, { json }: { readonly json?: boolean }) => inspect(file, json));
}

async function inspect(file: string, json?: boolean): Promise<void> {
  const { tensors, metadata } = await readSafetensorsFile(file);
  const rows = [...tensors].map(([name, { dtype, shape, data }]) => ({ name, dtype, shape, bytes: data.byteLength }));
  const elements = [...tensors.values()].reduce((total, { data }) => total + data.length, 0);
  const bytes = rows.reduce((total, row) => total + row.bytes, 0);
  const longest = Math.max(0, ...rows.map(({ name }) => name.length));
  openOutput(json).result({ file, metadata: Object.fromEntries(metadata), elements, bytes, tensors: rows }, [
    ...rows.map(({ name, dtype, shape }) => `${name.padEnd(longest)}  ${dtype}[${shape.join(',')}]`),
    `${rows.length} tensors, ${formatCount(elements)} elements, ${formatBytes(bytes)}`,
  ]);
}
