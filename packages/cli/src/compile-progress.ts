import type { Backend } from '@oneday/ops';
import { formatSeconds } from './format.ts';
import type { Output } from './output.ts';
import { openProgress } from './progress.ts';

/** How often the seconds on a terminal are counted on. */
const TICK_MILLISECONDS = 500;

/**
 * A backend that says on `output` which program is being compiled and for how long so far: compilers of accelerators
 * take minutes for a large model. What is over within a tick says nothing.
 */
export function tellingOfCompilation(backend: Backend, output: Output): Backend {
  return {
    ...backend,
    program(name, fn) {
      const program = backend.program(name, fn);
      return {
        name,
        run: (inputs) => program.run(inputs),
        async prepare(like) {
          const start = performance.now();
          using progress = openProgress(output);
          const timer = setInterval(() => {
            progress.report(0, `compiling ${name}, ${formatSeconds((performance.now() - start) / 1000)} so far`);
          }, TICK_MILLISECONDS);
          try {
            return await program.prepare(like);
          } finally {
            clearInterval(timer);
          }
        },
      };
    },
  };
}
