import { arch, platform } from 'node:process';
import { conformance } from '@oneday/testkit/conformance';
import { describe } from 'vitest';
import { nodeGpu } from './index.ts';

// `oneday setup node-gpu --cpu` has TensorFlow for this platform alone.
describe.runIf(platform === 'linux' && arch === 'x64')('on the processor', () => {
  conformance({ name: 'node-gpu', open: () => nodeGpu(), openReference: () => nodeGpu({ fusedOps: 'references' }) });
});
