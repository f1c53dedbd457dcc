import type { StartedEvent, StepEvent, TrainEvent } from '@oneday/trainer';
import { formatCount, formatSeconds } from './format.ts';
import type { Output } from './output.ts';
import { progressBar } from './progress-bar.ts';
import type { Terminal } from './progress-bar.ts';

/** Lines about steps in a log that is no terminal. */
const LINES = 20;
/** Weight of the newest step in the mean of step times. */
const SMOOTHING = 0.05;

/** How long a run is, in one of the two ways. */
type RunSize = Pick<StartedEvent, 'steps' | 'budgetSeconds'>;

/** What a reporter needs of an output. */
export interface ReporterOutput extends Pick<Output, 'line'> {
  readonly stream: Terminal & { readonly isTTY?: boolean };
}

/** Tells people about a run: a bar on a terminal, some lines in a log. */
export interface TrainReporter extends Disposable {
  report(event: TrainEvent): void;
  /** Says something else of the run, in a line of its own. */
  say(text: string): void;
}

/** A reporter on an output. */
export function trainReporter({ stream, line }: ReporterOutput): TrainReporter {
  const bar = stream.isTTY === true ? progressBar(stream) : undefined;
  let length: RunSize = {};
  let linesPrinted: number | undefined;
  let secondsPerStep: number | undefined;
  const say = (text: string) => {
    bar?.clear();
    line(text);
  };

  function reportStep(event: StepEvent): void {
    const { step, seconds, progress } = event;
    // The first steps are slower than the rest: the engine is still compiling its own code.
    secondsPerStep = secondsPerStep === undefined ? seconds : secondsPerStep + SMOOTHING * (seconds - secondsPerStep);
    const text = describeStep(event, length, secondsPerStep);
    const lines = Math.floor(length.steps === undefined ? progress * LINES : (step * LINES) / length.steps);
    if (bar !== undefined) bar.draw(length.steps === undefined ? progress : step / length.steps, text);
    else if (lines !== linesPrinted) say(text);
    linesPrinted = lines;
  }

  return {
    report(event) {
      switch (event.kind) {
        case 'started':
          length = event;
          say(describeStart(event));
          break;
        case 'step':
          reportStep(event);
          break;
        case 'spiked':
          say(`step ${event.step}: a spike: ${event.reason}`);
          break;
        case 'evaluated': {
          const scores = Object.entries(event.evaluation).map(([name, score]) => `${name} ${score.toFixed(4)}`);
          say(`evaluated after step ${event.step}: ${scores.join(', ')} (${formatSeconds(event.seconds)})`);
          break;
        }
        case 'saved':
          say(`saved step ${event.step}`);
          break;
        case 'finished':
        case 'failed':
          bar?.clear();
          break;
      }
    },
    say,
    [Symbol.dispose]: () => bar?.[Symbol.dispose](),
  };
}

function describeStart({ parameterCount, backend, device, precision, seed, compileSeconds }: StartedEvent): string {
  const model = `${formatCount(parameterCount)} parameters`;
  return `${model}, ${backend} (${device}), ${precision}, seed ${seed}; compiled in ${formatSeconds(compileSeconds)}`;
}

function describeStep(event: StepEvent, { steps, budgetSeconds }: RunSize, secondsPerStep: number): string {
  const { step, progress, loss, learningRate } = event;
  const place = steps === undefined ? `step ${step}` : `step ${String(step).padStart(String(steps).length)}/${steps}`;
  const rate = `${(1 / secondsPerStep).toFixed(1)} steps/s`;
  const secondsLeft = steps === undefined ? (1 - progress) * (budgetSeconds ?? 0) : (steps - step) * secondsPerStep;
  const numbers = `loss ${loss.toFixed(4)}  learning rate ${learningRate.toExponential(2)}`;
  return `${place}  ${numbers}  ${rate}  ${formatSeconds(secondsLeft)} left`;
}
