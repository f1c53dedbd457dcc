import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Command } from 'commander';
import { backends, openBackend } from '../backends.ts';
import type { NamedBackend } from '../backends.ts';
import { exitCodes } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import { formatBytes, formatSeconds } from '../format.ts';
import { openOutput } from '../output.ts';
import { probeOps } from '../probe-ops.ts';
import type { OpReport } from '../probe-ops.ts';
import { describeXlaSurroundings, findXlaSurroundings } from '../setup/xla-surroundings.ts';
import type { XlaSurroundings } from '../setup/xla-surroundings.ts';
import { version } from '../version.ts';

/** What was found out about one backend. */
type BackendReport = { readonly name: string } & (
  | { readonly works: true; readonly device: string; readonly seconds: number; readonly ops: OpReport }
  | { readonly works: false; readonly reason: string }
);

/** Adds `oneday doctor`. */
export function addDoctor(program: Command, setExitCode: (code: ExitCode) => void): void {
  program.command('doctor')
    .description('Tells which backends work here, by running a small program on each, and why others do not.')
    .option('--json', 'end with one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  $ oneday doctor\n')
    .action(async ({ json }: { readonly json?: boolean }) => setExitCode(await doctor(json)));
}

async function doctor(json?: boolean): Promise<ExitCode> {
  const reports: BackendReport[] = [];
  for (const backend of backends) reports.push(await examine(backend));
  const xla = await findXlaSurroundings().catch(() => undefined);
  const machine = {
    oneday: version(), node: process.version, system: process.platform, architecture: process.arch,
    processor: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism(), memoryBytes: totalmem(),
  };
  openOutput(json).result({ ...machine, backends: reports, xla }, [
    `oneday ${machine.oneday}, Node ${machine.node}, ${machine.system} ${machine.architecture}`,
    `${machine.processor}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)} of memory`,
    ...reports.flatMap((report) => [...describe(report), ...(report.name === 'xla' ? describeXla(xla) : [])]),
  ]);
  return reports.some(({ works }) => works) ? exitCodes.done : exitCodes.failed;
}

/** Opens a backend and runs a program on it. What goes wrong is what the report is about. */
async function examine({ name }: NamedBackend): Promise<BackendReport> {
  const start = performance.now();
  try {
    await using backend = await openBackend(name, {});
    const ops = await probeOps(backend);
    return { name, works: true, device: backend.device.description, seconds: (performance.now() - start) / 1000, ops };
  } catch (error) {
    return { name, works: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function describe(report: BackendReport): string[] {
  if (!report.works) return [`${report.name}: does not work here: ${report.reason}`];
  const { name, device, seconds, ops: { native, references } } = report;
  return [
    `${name}: works: ${device}; opened and tried in ${formatSeconds(seconds)}`,
    ...(native.length === 0 ? [] : [`  native ops: ${native.join(', ')}`]),
    ...[...new Set(references.map(({ reason }) => reason))].map((reason) => {
      const ops = references.filter((reference) => reference.reason === reason).map(({ op }) => op);
      return `  by reference: ${ops.join(', ')} (${reason})`;
    }),
  ];
}

function describeXla(surroundings: XlaSurroundings | undefined): string[] {
  return surroundings === undefined ? [] : describeXlaSurroundings(surroundings).map((line) => `  ${line}`);
}
