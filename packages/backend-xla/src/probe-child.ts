/** Run by `probePlugin` in a process of its own: loads a plugin, opens its device, computes, and says how it went. */
import process from 'node:process';
import { InvalidInputError } from '@oneday/core';
import { PjrtClient } from './pjrt/client.ts';
import { PjrtPlugin } from './pjrt/plugin.ts';

const SUM = `module @probe {
  func.func public @main(%x: tensor<2xf32>) -> tensor<2xf32> {
    %sum = stablehlo.add %x, %x : tensor<2xf32>
    return %sum : tensor<2xf32>
  }
}
`;

/** What it says on the last line of standard output. */
export type ProbeAnswer =
  | { readonly works: true; readonly platform: string; readonly device: string }
  | { readonly works: false; readonly isInput: boolean; readonly message: string };

async function tryPlugin(path: string, libraries: readonly string[]): Promise<ProbeAnswer> {
  try {
    const client = await PjrtClient.open(await PjrtPlugin.load(path, libraries));
    const program = await client.compile('the first program', SUM);
    const launch = program.launch(1);
    launch.arguments[0] = client.upload('the first array', 'f32', [2], Float32Array.of(1, 2));
    await client.wait('the first run', launch.run('the first run'));
    return { works: true, platform: client.platform, device: client.deviceKind };
  } catch (error) {
    return { works: false, isInput: error instanceof InvalidInputError, message: (error as Error).message };
  }
}

const [path, ...libraries] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await tryPlugin(path!, libraries))}\n`);
