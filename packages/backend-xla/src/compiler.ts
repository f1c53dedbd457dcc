/** From a graph to a program on the device. */
import { OnedayError, ProgramError } from '@oneday/core';
import type { Graph } from '@oneday/ops';
import { emitModule } from './emit/emit-module.ts';
import type { EmittedModule, TouchedVariable } from './emit/emit-module.ts';
import type { PjrtClient } from './pjrt/client.ts';
import { PjrtError } from './pjrt/plugin.ts';
import type { PjrtProgram } from './pjrt/program.ts';
import type { ProgramCache } from './program-cache.ts';

/** What was compiled. */
export interface Compiled {
  readonly program: PjrtProgram;
  readonly variables: readonly TouchedVariable[];
}

/** Emits, looks in the cache, compiles. */
export class Compiler {
  private readonly client: PjrtClient;
  private readonly cache: ProgramCache | undefined;
  private readonly mostLogits: number;

  /** @param mostLogits that exist at a time in a head with its loss */
  constructor(client: PjrtClient, cache: ProgramCache | undefined, mostLogits: number) {
    this.client = client;
    this.cache = cache;
    this.mostLogits = mostLogits;
  }

  /** @throws ProgramError naming the program and the op whose text the plugin refuses @throws PjrtError */
  async compile(graph: Graph): Promise<Compiled> {
    const module = emitModule(graph, this.mostLogits);
    const program = (await this.fromCache(graph.name, module.text)) ?? await this.compileText(graph.name, module);
    return { program, variables: module.variables };
  }

  private async fromCache(name: string, text: string): Promise<PjrtProgram | undefined> {
    const bytes = await this.cache?.read(text);
    if (bytes === undefined) return undefined;
    try {
      return await this.client.load(`program ${name}`, bytes);
    } catch (error) {
      // The plugin does not know what it wrote any more: compiling makes it anew.
      if (error instanceof PjrtError) return undefined;
      throw error;
    }
  }

  private async compileText(name: string, module: EmittedModule): Promise<PjrtProgram> {
    const start = performance.now();
    let program: PjrtProgram;
    try {
      program = await this.client.compile(`compiling program ${name}`, module.text);
    } catch (error) {
      throw explained(name, module, error);
    }
    if (this.cache?.isWorth(performance.now() - start) === true) {
      await this.cache.write(module.text, program.serialize(`program ${name}`));
    }
    return program;
  }
}

/** A refusal names a line of the text; that line came from an op. */
function explained(program: string, { origins }: EmittedModule, error: unknown): unknown {
  if (!(error instanceof PjrtError)) return error;
  const line = Number(/:(\d+):\d+: error/.exec(error.message)?.[1] ?? /(?:line |-:)(\d+)/.exec(error.message)?.[1]);
  const op = origins[line - 1];
  if (op === undefined) return new OnedayError(error.message, { cause: error });
  return new ProgramError(error.message, { program, op, cause: error });
}
