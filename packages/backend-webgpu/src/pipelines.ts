/** Pipelines by shader, and the dispatches that run them. */
import { OnedayError } from '@oneday/core';
import { BindGroups } from './bind-groups.ts';
import type { GpuArray } from './gpu-array.ts';
import { submitAfterDispatches } from './tfjs-backend.ts';
import type { TfjsWebGpuBackend } from './tfjs-backend.ts';
import { moduleText, parameterWords, workgroupSize } from './wgsl/shader.ts';
import type { Shader } from './wgsl/shader.ts';

/** Groups along one axis of a dispatch: more than this no device is bound to take. */
const groupsPerAxis = 65_535;
const parameterBytes = 4 * parameterWords;
/** Every device allows offsets of uniform bindings at this distance. */
const parameterStride = 256;

/** A shader with what it is run on, before it is placed. */
export interface Dispatch {
  readonly shader: Shader;
  /** Integers, or `floatBits` of numbers: `p(0)`, `p(1)` … of the shader. */
  readonly parameters: readonly number[];
  /** Elements, or workgroups: `count` of the shader. */
  readonly count: number;
}

/** A dispatch, ready to run on any arrays. */
export interface PlacedDispatch {
  run(arrays: readonly GpuArray[]): void;
}

interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** All pipelines of one device; each is compiled once. */
export class Pipelines {
  private readonly backend: TfjsWebGpuBackend;
  private readonly compiled = new Map<string, Promise<Pipeline>>();

  constructor(backend: TfjsWebGpuBackend) {
    this.backend = backend;
  }

  /** Compiles what is new among the dispatches, and uploads their parameters into one buffer. */
  async place(dispatches: readonly Dispatch[]): Promise<{ placed: PlacedDispatch[]; dispose: () => void }> {
    const pipelines = await Promise.all(dispatches.map(({ shader }) => this.pipelineOf(shader)));
    if (dispatches.length === 0) return { placed: [], dispose: () => {} };
    const { device } = this.backend;
    const words = new Uint32Array((dispatches.length * parameterStride) / 4);
    dispatches.forEach(({ parameters, count }, i) => {
      words.set([count, 0x7f800000, 0x7fc00000, ...parameters.map((word) => word >>> 0)], (i * parameterStride) / 4);
    });
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const uniforms = device.createBuffer({ size: words.byteLength, usage, mappedAtCreation: true });
    new Uint32Array(uniforms.getMappedRange()).set(words);
    uniforms.unmap();
    const placed = dispatches.map((dispatch, i) =>
      this.placeOne(dispatch, pipelines[i]!, { buffer: uniforms, offset: i * parameterStride, size: parameterBytes }));
    return { placed, dispose: () => uniforms.destroy() };
  }

  private placeOne(
    { shader, count }: Dispatch, { pipeline, layout }: Pipeline, parameters: GPUBufferBinding,
  ): PlacedDispatch {
    const { backend } = this;
    const groups = shader.byWorkgroup === true ? count : Math.ceil(count / workgroupSize);
    const rows = Math.ceil(groups / groupsPerAxis);
    const columns = Math.ceil(groups / Math.max(rows, 1));
    const bindGroups = new BindGroups(backend.device, layout, parameters);
    return {
      run(arrays) {
        if (groups === 0) return;
        const bindings = bindGroups.groupOf(arrays);
        backend.ensureCommandEncoderReady();
        const pass = (backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass());
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindings);
        pass.dispatchWorkgroups(columns, rows);
        backend.dispatchCountInPass += 1;
        if (backend.dispatchCountInPass < submitAfterDispatches) return;
        backend.endComputePassEncoder();
        backend.submitQueue();
      },
    };
  }

  private pipelineOf(shader: Shader): Promise<Pipeline> {
    const code = moduleText(shader);
    const known = this.compiled.get(code);
    if (known !== undefined) return known;
    const compiling = this.compile(shader, code);
    this.compiled.set(code, compiling);
    return compiling;
  }

  private async compile(shader: Shader, code: string): Promise<Pipeline> {
    const { device } = this.backend;
    const types: GPUBufferBindingType[] = [
      'uniform', ...shader.bindings.map(({ write }) => (write ? 'storage' as const : 'read-only-storage' as const)),
    ];
    const layout = device.createBindGroupLayout({
      entries: types.map((type, binding) =>
        ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
    const label = shader.key;
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label, code });
    const invalid = device.popErrorScope();
    const first = (await module.getCompilationInfo()).messages.find(({ type }) => type === 'error');
    if (first !== undefined || (await invalid) !== null) {
      const reason = first === undefined ? (await invalid)!.message : `line ${first.lineNum}: ${first.message}`;
      throw new OnedayError(`webgpu: shader ${label} does not compile: ${reason.split('\n')[0]}`);
    }
    const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
    const pipeline = await device.createComputePipelineAsync({
      label, layout: pipelineLayout, compute: { module, entryPoint: 'main' },
    });
    return { pipeline, layout };
  }
}
