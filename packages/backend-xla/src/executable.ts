/** A compiled graph: one call of the plugin a run. */
import { OnedayError } from '@oneday/core';
import type { DeviceArray, Executable, Graph, HostArray, Value } from '@oneday/ops';
import { describe } from '@oneday/ops';
import { DeviceMemory, XlaArray } from './device-memory.ts';
import type { XlaVariable } from './device-memory.ts';
import type { TouchedVariable } from './emit/emit-module.ts';
import type { PjrtBuffer } from './pjrt/client.ts';
import type { PjrtLaunch, PjrtProgram } from './pjrt/program.ts';
import type { RunQueue } from './run-queue.ts';

/** Runs a program of the plugin's. */
export class XlaExecutable implements Executable {
  readonly workspaceBytes: number;
  private readonly graph: Graph;
  private readonly program: PjrtProgram;
  private readonly launch: PjrtLaunch;
  private readonly memory: DeviceMemory;
  private readonly queue: RunQueue;
  private readonly variables: readonly XlaVariable[];
  private readonly assigned: readonly XlaVariable[];

  /** @throws OnedayError when the program's results are not those of the graph */
  constructor(
    graph: Graph, program: PjrtProgram, variables: readonly TouchedVariable[], memory: DeviceMemory, queue: RunQueue,
  ) {
    this.graph = graph;
    this.program = program;
    this.memory = memory;
    this.queue = queue;
    this.variables = variables.map(({ variable }) => variable as XlaVariable);
    this.assigned = variables.filter(({ isAssigned }) => isAssigned).map(({ variable }) => variable as XlaVariable);
    const results = this.assigned.length + graph.outputs.length;
    if (program.outputCount !== results) {
      throw new OnedayError(`program ${graph.name}: has ${results} results, compiled with ${program.outputCount}`);
    }
    this.workspaceBytes = program.memory.temporaryBytes;
    this.launch = program.launch(this.variables.length + graph.inputs.length);
  }

  run(inputs: readonly (HostArray | DeviceArray)[]): readonly DeviceArray[] {
    const { graph, launch, memory } = this;
    const what = `program ${graph.name}`;
    this.queue.collect();
    this.variables.forEach((variable, i) => (launch.arguments[i] = variable.buffer));
    const uploaded: PjrtBuffer[] = [];
    try {
      graph.inputs.forEach((value, i) => {
        const input = inputs[i]!;
        const buffer = 'data' in input ? this.upload(what, value, input) : this.own(what, value, input);
        if ('data' in input) uploaded.push(buffer);
        launch.arguments[this.variables.length + i] = buffer;
      });
      this.queue.add(graph.name, launch.run(what));
    } catch (error) {
      throw this.afterFailure(what, error);
    } finally {
      uploaded.forEach((buffer) => memory.release(buffer));
    }
    const results = [...launch.outputs.subarray(0, this.program.outputCount)] as PjrtBuffer[];
    this.assigned.forEach((variable, i) => variable.replace(results[i]!));
    const outputs = results.slice(this.assigned.length);
    const arrays = outputs.map((buffer, i) => new XlaArray(memory, graph.outputs[i]!, buffer, graph.name));
    memory.notePeak(this.workspaceBytes);
    return arrays;
  }

  dispose(): void {
    this.program.destroy();
  }

  private upload(what: string, value: Value, { shape, data }: HostArray): PjrtBuffer {
    const buffer = this.memory.client.upload(what, value.dtype, shape, data);
    this.memory.hold(buffer, data.byteLength);
    return buffer;
  }

  /** The plugin takes a buffer of any type for an argument of its size; here it must be the right one. */
  private own(what: string, value: Value, input: DeviceArray): PjrtBuffer {
    if (input instanceof XlaArray && describe(input) === describe(value)) return input.buffer;
    throw new OnedayError(`${what}: takes ${describe(value)}; got ${describe(input)}`);
  }

  /** Variables whose buffers a failed run took with it hold nothing any more, and every later use says so. */
  private afterFailure(what: string, cause: unknown): unknown {
    const lost = this.assigned.filter((variable) => this.memory.client.isDeleted(variable.buffer));
    if (lost.length === 0) return cause;
    lost.forEach((variable) => variable.free());
    const names = lost.map(({ name }) => name).slice(0, 3).join(', ');
    return new OnedayError(`${what}: ${(cause as Error).message}; ${lost.length} variables were lost (${names} …)`, {
      cause,
    });
  }
}
