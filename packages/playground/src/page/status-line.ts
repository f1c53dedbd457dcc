import { formatCount, formatDuration } from './format.ts';
import type { RunState } from './run-state.ts';

/** The state of a run in one line. */
export function statusLine(state: RunState): string {
  const { phase, tokens, device, stopping, failure, result, settings } = state;
  const where = settings.device === 'webgpu' ? 'the graphics card' : 'the processor';
  switch (phase) {
    case 'idle':
      return 'Ready.';
    case 'preparing':
      return 'Reading the text …';
    case 'compiling':
      return `Compiling for ${where}: ${formatCount(tokens!.training)} ${tokenName(state)}s to learn …`;
    case 'training':
      return stopping ? 'Stopping after this step …' : `Training on ${shortDevice(device!)}`;
    case 'finishing':
      return 'Scoring the held-out text …';
    case 'done':
    case 'stopped': {
      const { step, seconds, valLoss, bitsPerByte } = result!;
      const bits = bitsPerByte === undefined ? '' : `, ${bitsPerByte.toFixed(2)} bits per byte`;
      const steps = `${formatCount(step)} steps in ${formatDuration(seconds)}`;
      return `${phase === 'done' ? 'Done' : 'Stopped'}: ${steps}. Held-out loss ${valLoss.toFixed(3)} nats${bits}.`;
    }
    case 'failed':
      return `Failed: ${failure!}`;
  }
}

/** What a token of the run's model is. */
export function tokenName({ settings }: RunState): 'character' | 'token' {
  return settings.recipe === 'char-gpt' ? 'character' : 'token';
}

function shortDevice(device: string): string {
  return device.replace(' through WebGPU', '');
}
