/** The engine of this backend. */
import type { TypedArray } from '@oneday/core';
import type {
  AnyFusedOp, AnyKernelDeclaration, DeviceArray, Elements, Engine, Executable, Graph, MemoryReport, Reason, Variable,
  VariableSpec,
} from '@oneday/ops';
import { attentionOp, crossEntropyOp, sizeOf } from '@oneday/ops';
import { Compiler } from './compiler.ts';
import { chunkedCrossEntropy, MOST_LOGITS } from './cross-entropy.ts';
import { DeviceMemory, XlaVariable } from './device-memory.ts';
import type { XlaArray } from './device-memory.ts';
import { XlaExecutable } from './executable.ts';
import { flashAttention, whyNoFlashAttention } from './flash-attention.ts';
import type { PjrtClient } from './pjrt/client.ts';
import type { ProgramCache } from './program-cache.ts';
import { RunQueue } from './run-queue.ts';

/** XLA is given references and finds their fusions by itself. */
const byReference = (reason: Reason): AnyKernelDeclaration => ({ supports: () => reason });

/** Options of {@link XlaEngine}. */
export interface XlaEngineOptions {
  /** Where compiled programs are kept, if they are. */
  readonly cache: ProgramCache | undefined;
  /** Whether attention may run on cuDNN's flash attention. */
  readonly flashAttention: boolean;
  /** Logits that exist at a time in a head with its loss. */
  readonly mostLogits?: number;
}

/** Variables, transfers and compilation over one client of a plugin. */
export class XlaEngine implements Engine {
  readonly name = 'xla';
  readonly device: Engine['device'];
  readonly can: Engine['can'];
  private readonly client: PjrtClient;
  private readonly attention: AnyKernelDeclaration;
  private readonly compiler: Compiler;
  private readonly deviceMemory: DeviceMemory;
  private readonly queue: RunQueue;
  /** Calls that wait on other threads; the client must outlive them. */
  private readonly waiting = new Set<Promise<unknown>>();

  constructor(client: PjrtClient, { cache, flashAttention: mayFlash, mostLogits = MOST_LOGITS }: XlaEngineOptions) {
    this.client = client;
    this.compiler = new Compiler(client, cache, mostLogits);
    this.deviceMemory = new DeviceMemory(client);
    this.queue = new RunQueue(client);
    const isCpu = client.platform === 'cpu';
    const name = isCpu ? 'host processor' : client.deviceKind;
    this.device = {
      kind: isCpu ? 'cpu' : client.platform === 'tpu' ? 'tpu' : 'gpu',
      description: `${name} through XLA (PJRT ${client.plugin.version}, ${client.platform})`,
    };
    const whyNoFlash = mayFlash
      ? whyNoFlashAttention({
        platform: client.platform, computeCapability: client.deviceAttributes.compute_capability,
      })
      : 'flash attention is switched off';
    this.attention = whyNoFlash === undefined ? flashAttention : byReference(whyNoFlash);
    // Sums over rows with equal indices may come in any order on an accelerator.
    this.can = { deterministic: isCpu, fastOperands: isCpu ? [] : ['bf16', 'f16'] };
  }

  kernel(op: AnyFusedOp): AnyKernelDeclaration {
    if (op === attentionOp) return this.attention;
    return op === crossEntropyOp ? chunkedCrossEntropy : byReference('XLA compiles the reference');
  }

  createVariable(spec: VariableSpec, initial: TypedArray | undefined): Variable {
    const data = initial ?? new Float32Array(sizeOf(spec.shape));
    return new XlaVariable(this.deviceMemory, spec, this.upload(spec, data));
  }

  async readVariable(variable: Variable): Promise<Elements> {
    return this.readBuffer(`variable ${variable.name}`, variable as XlaVariable);
  }

  writeVariable(variable: Variable, data: TypedArray): void {
    (variable as XlaVariable).replace(this.upload(variable, data));
  }

  freeVariable(variable: Variable): void {
    (variable as XlaVariable).free();
  }

  async read(array: DeviceArray): Promise<Elements> {
    return this.readBuffer(`output of program ${(array as XlaArray).program}`, array as XlaArray);
  }

  async compile(graph: Graph): Promise<Executable> {
    const { program, variables } = await this.aside(this.compiler.compile(graph));
    return new XlaExecutable(graph, program, variables, this.deviceMemory, this.queue);
  }

  async sync(): Promise<void> {
    await this.aside(this.queue.drain());
  }

  memory(): MemoryReport {
    return this.deviceMemory.report();
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.waiting, this.queue.drain()]);
    this.deviceMemory.releaseAll();
    this.client.destroy();
  }

  private upload({ name, shape, dtype }: VariableSpec, data: TypedArray) {
    return this.client.upload(`variable ${name}`, dtype, shape, data);
  }

  private readBuffer(what: string, { buffer, dtype, shape }: XlaVariable | XlaArray): Promise<Elements> {
    return this.aside(this.client.read(what, buffer, dtype, shape));
  }

  private async aside<T>(work: Promise<T>): Promise<T> {
    this.waiting.add(work);
    try {
      return await work;
    } finally {
      this.waiting.delete(work);
    }
  }
}
