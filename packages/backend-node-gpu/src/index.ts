export { addonFolder, addonKinds, addonName } from './addon-folder.ts';
export type { AddonKind } from './addon-folder.ts';
export { nodeGpu } from './node-gpu.ts';
export type { NodeGpuOptions } from './node-gpu.ts';
