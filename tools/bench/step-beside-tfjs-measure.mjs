/** Taking training steps for a time: what each side of `step-beside-tfjs.mjs` reports. */
import { parseArgs } from 'node:util';

/** The options of a side. */
export function readSideOptions() {
  const { values } = parseArgs({
    options: {
      'seconds': { type: 'string' }, 'layers': { type: 'string' }, 'width': { type: 'string' },
      'null': { type: 'boolean' }, 'tfjs-node': { type: 'string' },
    },
  });
  return values;
}

/** Kept out of the times: compilation, and buffers that are made once. */
const WARMUP_STEPS = 5;
const LEAST_STEPS = 5;

/**
 * Takes steps for so long, and at least some.
 *
 * @param side.takeStep gives the loss @param side.tensors tensors made so far
 */
export async function measureSteps({ takeStep, tensors, counts }, seconds) {
  const losses = [];
  for (let step = 0; step < WARMUP_STEPS; step += 1) losses.push(await takeStep(step));
  const before = { ...counts, tensors: tensors() };
  const times = [];
  const cpuBefore = process.cpuUsage();
  const deadline = performance.now() + 1000 * seconds;
  while (times.length < LEAST_STEPS || performance.now() < deadline) {
    const start = performance.now();
    await takeStep(WARMUP_STEPS + times.length);
    times.push((performance.now() - start) / 1000);
  }
  const cpu = process.cpuUsage(cpuBefore);
  const perStep = {};
  for (const [what, total] of Object.entries({ ...counts, tensors: tensors() })) {
    perStep[what] = (total - before[what]) / times.length;
  }
  const cpuMicroseconds = (cpu.user + cpu.system) / times.length;
  return {
    secondsPerStep: Math.min(...times), medianSecondsPerStep: times.toSorted((a, b) => a - b)[times.length >> 1],
    steps: times.length, losses, perStep, cpuMicroseconds,
    cpuMicrosecondsPerDispatch: cpuMicroseconds / perStep.dispatches,
  };
}
