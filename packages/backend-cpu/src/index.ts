export { cpu } from './cpu.ts';
export type { CpuOptions } from './cpu.ts';
export { cpuKernel } from './cpu-kernel.ts';
export type { BackwardCall, CpuKernel, ForwardCall, GradientTarget, KernelBinding, TensorsOf } from './cpu-kernel.ts';
export type { Steps, TensorView } from './steps.ts';
export type { Slot, Tensor } from './tensor.ts';
