/**
 * Which package may import which: the one place where the direction of imports is written down.
 *
 * `imports` holds for everything a package publishes, type imports included. `tests` are extra packages for its tests,
 * type tests and end-to-end tests. `node: true` marks a package that runs in Node only; everywhere else, Node built-ins
 * belong to files whose name starts with `src/node`. Only tests may import a backend, and what stands at the top: the
 * command and the page.
 *
 * @type {Readonly<Record<string, { imports: readonly string[]; tests?: readonly string[]; node?: boolean }>>}
 */
export const layers = {
  core: { imports: [] },
  tokenizer: { imports: ['core'] },
  data: { imports: ['core'] },
  evaluator: { imports: ['core'] },
  checkpoint: { imports: ['core'] },
  ops: { imports: ['core'] },
  nn: { imports: ['ops', 'core'] },
  models: { imports: ['nn', 'ops', 'core'], tests: ['testkit', 'backend-cpu'] },
  inference: { imports: ['tokenizer', 'nn', 'ops', 'core'], tests: ['models', 'testkit', 'backend-cpu'] },
  trainer: {
    imports: ['nn', 'ops', 'core'],
    tests: ['models', 'data', 'checkpoint', 'testkit', 'backend-cpu'],
  },
  testkit: { imports: ['nn', 'ops', 'core'] },
  'backend-cpu': { imports: ['ops', 'core'], tests: ['testkit'] },
  'tfjs-adapter': { imports: ['ops', 'core'] },
  'backend-webgpu': { imports: ['tfjs-adapter', 'ops', 'core'], tests: ['testkit'] },
  'backend-node-gpu': { imports: ['tfjs-adapter', 'ops', 'core'], tests: ['testkit'], node: true },
  'backend-xla': { imports: ['ops', 'core'], tests: ['testkit', 'backend-cpu'], node: true },
  recipes: {
    imports: ['models', 'trainer', 'inference', 'evaluator', 'data', 'tokenizer', 'checkpoint', 'nn', 'ops', 'core'],
    tests: ['testkit', 'backend-cpu'],
  },
  cli: {
    imports: [
      'backend-cpu', 'backend-webgpu', 'backend-node-gpu', 'backend-xla', 'recipes', 'models', 'trainer', 'inference',
      'evaluator', 'data', 'tokenizer', 'checkpoint', 'nn', 'ops', 'core',
    ],
    tests: ['testkit'],
    node: true,
  },
  playground: {
    imports: [
      'backend-cpu', 'backend-webgpu', 'recipes', 'trainer', 'inference', 'data', 'checkpoint', 'nn', 'ops', 'core',
    ],
  },
};
