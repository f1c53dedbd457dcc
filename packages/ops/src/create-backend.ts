/** Makes a backend from an engine. */
import { BackendClosedError, ForeignValueError } from '@oneday/core';
import type { TypedArray } from '@oneday/core';
import type { Backend, MemoryReport, Program, VariableSpec } from './backend.ts';
import type { Engine, Executable } from './engine.ts';
import { requireFit, requireShape } from './infer.ts';
import { KernelLog } from './kernel-log.ts';
import type { Ops } from './ops.ts';
import { CompiledProgram, record } from './program.ts';
import type { ProgramHost } from './program.ts';
import { isValue, replaceLeaves } from './tree.ts';
import type { Owned, ValueTree } from './tree.ts';
import { describe, sizeOf } from './value.ts';
import type { DeviceArray, Elements, Variable } from './value.ts';

/** Options of every backend. */
export interface BackendOptions {
  /**
   * Whether a fused op without a native kernel throws `MissingKernelError` instead of running its reference. Default
   * false.
   */
  readonly demandNative?: boolean;
}

/** A backend over `engine`: what every backend package's `open` function ends with. */
export function createBackend(engine: Engine, options: BackendOptions = {}): Backend {
  const kernels = new KernelLog();
  const executables = new Set<Executable>();
  const variables = new WeakSet<Variable>();
  const arrays = new WeakSet<DeviceArray>();
  let closed = false;
  const assertOpen = () => {
    if (closed) throw new BackendClosedError(`backend ${engine.name} is closed; open another one`);
  };
  const host: ProgramHost = {
    engine,
    recorder: {
      owns: (variable) => variables.has(variable),
      kernel: (op) => engine.kernel(op),
      demandNative: options.demandNative ?? false,
    },
    assertOpen,
    ownsArray: (array) => arrays.has(array),
    noteArrays: (made) => made.forEach((array) => arrays.add(array)),
    noteExecutable: (executable) => void executables.add(executable),
    noteChoices: (program, choices) => kernels.note(program, choices),
  };
  const requireOwn = (what: string, isOwn: boolean) => {
    assertOpen();
    if (!isOwn) throw new ForeignValueError(`${what} is not of this backend (${engine.name}), or was freed`);
  };
  const close = async () => {
    if (closed) return;
    closed = true;
    executables.forEach((executable) => executable.dispose());
    await engine.close();
  };
  return {
    name: engine.name,
    device: engine.device,
    can: engine.can,
    kernels,
    variable(spec: VariableSpec, initial?: TypedArray): Variable {
      assertOpen();
      requireShape(`variable ${spec.name}`, spec.shape);
      checkElements(spec, initial);
      const variable = engine.createVariable(spec, initial);
      variables.add(variable);
      return variable;
    },
    async readVariable(variable: Variable): Promise<Elements> {
      requireOwn(`variable ${variable.name}`, variables.has(variable));
      return engine.readVariable(variable);
    },
    writeVariable(variable: Variable, data: TypedArray): void {
      requireOwn(`variable ${variable.name}`, variables.has(variable));
      checkElements(variable, data);
      engine.writeVariable(variable, data);
    },
    freeVariable(variable: Variable): void {
      requireOwn(`variable ${variable.name}`, variables.has(variable));
      variables.delete(variable);
      engine.freeVariable(variable);
    },
    program<I extends ValueTree, O extends ValueTree>(name: string, fn: (o: Ops, inputs: I) => O): Program<I, O> {
      assertOpen();
      return new CompiledProgram(name, fn, host);
    },
    async scope<T extends ValueTree>(fn: (o: Ops) => T): Promise<Owned<T>> {
      assertOpen();
      const { graph, result, choices } = record('scope', (o) => fn(o), {}, host.recorder);
      const executable = await engine.compile(graph);
      kernels.note('scope', choices);
      try {
        const outputs = executable.run([]);
        host.noteArrays(outputs);
        return replaceLeaves(result, isValue, outputs) as Owned<T>;
      } finally {
        executable.dispose();
      }
    },
    async read(array: DeviceArray): Promise<Elements> {
      requireOwn(`array ${describe(array)}`, arrays.has(array));
      return engine.read(array);
    },
    async sync(): Promise<void> {
      assertOpen();
      await engine.sync();
    },
    memory(): MemoryReport {
      assertOpen();
      return engine.memory();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function checkElements(spec: VariableSpec | Variable, data: TypedArray | undefined): void {
  requireFit(data === undefined || data.length === sizeOf(spec.shape), () =>
    `variable ${spec.name} is ${describe(spec)}; got ${data!.length} elements`);
}
