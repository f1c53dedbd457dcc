import { conformance } from '@oneday/testkit/conformance';
import { cpu } from './index.ts';

conformance({
  name: 'cpu',
  open: () => cpu({ threads: 2 }),
  openReference: () => cpu({ threads: 2, fusedOps: 'references' }),
});
