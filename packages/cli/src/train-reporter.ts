import type { StartedEvent, StepEvent, TrainEvent } from '@oneday/trainer';
import { formatCount, formatSeconds } from './format.ts';
import type { Output } from './output.ts';
import { progressBar } from './progress-bar.ts';

/** Lines about steps in a log that is no terminal. */
const LINES = 20;
/** Weight of the newest step in the mean of step times. */
const SMOOTHING = 0.05;

/** Tells people about a run: a bar on a terminal, some lines in a log. */
export interface TrainReporter extends Disposable {
  report(event: TrainEvent): void;
}

/** A reporter on an output. */
export function trainReporter({ stream, line }: Output): TrainReporter {
  const bar = stream.isTTY ? progressBar(stream) : undefined;
  let steps = 1;
  let secondsPerStep: number | undefined;
  const print = (text: string) => {
    bar?.clear();
    line(text);
  };

  function reportStep(event: StepEvent): void {
    const { step, seconds } = event;
    // The first steps are slower than the rest: the engine is still compiling its own code.
    secondsPerStep = secondsPerStep === undefined ? seconds : secondsPerStep + SMOOTHING * (seconds - secondsPerStep);
    const text = describeStep(event, steps, secondsPerStep);
    const everySteps = Math.max(1, Math.round(steps / LINES));
    if (bar !== undefined) bar.draw(step / steps, text);
    else if (step === 1 || step === steps || step % everySteps === 0) print(text);
  }

  return {
    report(event) {
      switch (event.kind) {
        case 'started':
          ({ steps } = event);
          print(describeStart(event));
          break;
        case 'step':
          reportStep(event);
          break;
        case 'evaluated': {
          const scores = Object.entries(event.evaluation).map(([name, score]) => `${name} ${score.toFixed(4)}`);
          print(`evaluated after step ${event.step}: ${scores.join(', ')} (${formatSeconds(event.seconds)})`);
          break;
        }
        case 'saved':
          print(`saved step ${event.step}`);
          break;
        case 'finished':
        case 'failed':
          bar?.clear();
          break;
      }
    },
    [Symbol.dispose]: () => bar?.[Symbol.dispose](),
  };
}

function describeStart({ parameterCount, backend, device, precision, seed, compileSeconds }: StartedEvent): string {
  const model = `${formatCount(parameterCount)} parameters`;
  return `${model}, ${backend} (${device}), ${precision}, seed ${seed}; compiled in ${formatSeconds(compileSeconds)}`;
}

function describeStep({ step, loss, learningRate }: StepEvent, steps: number, secondsPerStep: number): string {
  const place = `step ${String(step).padStart(String(steps).length)}/${steps}`;
  const rate = `${(1 / secondsPerStep).toFixed(1)} steps/s`;
  const left = `${formatSeconds((steps - step) * secondsPerStep)} left`;
  return `${place}  loss ${loss.toFixed(4)}  learning rate ${learningRate.toExponential(2)}  ${rate}  ${left}`;
}
