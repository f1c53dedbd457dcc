export { webgpu } from './webgpu.ts';
export type { WebGpuOptions } from './webgpu.ts';
