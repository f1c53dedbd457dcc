import { conformance } from '@oneday/testkit/conformance';
import { webgpu } from './index.ts';

conformance({ name: 'webgpu', open: () => webgpu(), openReference: () => webgpu({ fusedOps: 'references' }) });
