import { mergePrepared } from '@oneday/data/node';
import type { Command } from 'commander';
import { exitCodes } from '../../exit-code.ts';
import type { ExitCode } from '../../exit-code.ts';
import { formatBytes } from '../../format.ts';
import { onInterrupt } from '../../interrupt.ts';
import { openOutput } from '../../output.ts';
import { openProgress } from '../../progress.ts';
import { describeSide, sideRecord } from './describe-side.ts';

interface MergeOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** Adds `oneday data merge`. */
export function addDataMerge(data: Command, setExitCode: (code: ExitCode) => void): void {
  data.command('merge')
    .description('Puts together folders that oneday data prepare made: parts of a corpus, or any with one tokenizer.')
    .argument('<parts...>', 'folders; parts may come in any order, others are put together in this one')
    .requiredOption('--out <folder>', 'folder to make, which must not exist')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', `
Example:
  $ oneday data merge --out prepared part-*
`)
    .action(async (parts: readonly string[], options: MergeOptions) => setExitCode(await merge(parts, options)));
}

async function merge(parts: readonly string[], { out: folder, json }: MergeOptions): Promise<ExitCode> {
  const output = openOutput(json);
  const interruption = new AbortController();
  using progress = openProgress(output);
  const releaseSignals = onInterrupt({ stop: () => interruption.abort(), leave: () => {} });
  const onCopied = (bytes: number, total: number) => {
    interruption.signal.throwIfAborted();
    progress.report(bytes / total, `${formatBytes(bytes)} of ${formatBytes(total)} copied and checked`);
  };
  try {
    const { training, heldOut } = await mergePrepared({ folder, parts, onCopied });
    progress[Symbol.dispose]();
    const held = heldOut === undefined ? {} : { 'held-out': sideRecord(heldOut) };
    output.result({ out: folder, stopped: false, train: sideRecord(training), ...held }, [
      describeSide('train', training),
      ...(heldOut === undefined ? [] : [describeSide('held-out', heldOut)]),
      `data in ${folder}`,
    ]);
    return exitCodes.done;
  } catch (error) {
    if (!interruption.signal.aborted || error !== interruption.signal.reason) throw error;
    output.result({ out: folder, stopped: true }, ['interrupted: nothing is left of it']);
    return exitCodes.interrupted;
  } finally {
    releaseSignals();
  }
}
