import { arch, platform } from 'node:process';
import { conformance } from '@oneday/testkit/conformance';
import { describe, vi } from 'vitest';
import { xla } from './index.ts';

// Cases that share a program wait for it together.
vi.setConfig({ testTimeout: 240_000 });

// `oneday setup xla --cpu` has a plugin for this platform alone.
describe.runIf(platform === 'linux' && arch === 'x64')('on the processor', () => {
  conformance({ name: 'xla', open: () => xla({ kind: 'cpu', cache: false }), casesPerProgram: 24 });
});
