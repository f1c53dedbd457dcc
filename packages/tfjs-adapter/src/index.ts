export type { ComputedKind, ComputedNode, PreparedNode, TensorDevice } from './device.ts';
export { TensorEngine } from './engine.ts';
export type { TensorStore } from './tensor.ts';
export { lockTensorFlow } from './tfjs-lock.ts';
