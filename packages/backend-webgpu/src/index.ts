export { gpuKernel } from './gpu-kernel.ts';
export type { BackwardCall, ForwardCall, GpuKernel, KernelBinding, Operand, OperandsOf } from './gpu-kernel.ts';
export { floatBits } from './steps.ts';
export type { ArrayReference, Product, Steps } from './steps.ts';
export { webgpu } from './webgpu.ts';
export type { WebGpuOptions } from './webgpu.ts';
export type { ElementType, Shader } from './wgsl/shader.ts';
