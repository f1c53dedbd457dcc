/** What the page knows of a run, and how each report changes it. */
import type { StepEvent } from '@oneday/trainer';
import type { Settings } from '../settings.ts';
import type { Report, ResultReport, SampleReport } from '../training/messages.ts';

/** Where a run is. `finishing` scores the held-out text and writes the last sample. */
export type Phase = 'idle' | 'preparing' | 'compiling' | 'training' | 'finishing' | 'done' | 'stopped' | 'failed';

/** A run as it is shown. */
export interface RunState {
  readonly phase: Phase;
  readonly settings: Settings;
  /** Tokens of the text, and distinct ones, once it is read. */
  readonly tokens?: { readonly training: number; readonly heldOut: number; readonly vocabulary: number };
  readonly device?: string;
  readonly parameterCount?: number;
  readonly compileSeconds?: number;
  /** The last step that was reported. */
  readonly last?: StepEvent;
  /** Seconds that training steps take, a mean over the last ones; the first is not counted. */
  readonly secondsPerStep?: number;
  /** Mean loss of the last look at the held-out text, in nats. */
  readonly valLoss?: number;
  readonly sample?: SampleReport;
  readonly result?: ResultReport;
  /** Why it failed, in one line. */
  readonly failure?: string;
  /** Whether `Stop` was asked for. */
  readonly stopping: boolean;
}

/** Weight of the last step's time in their mean. */
const RECENT = 0.1;

/** A run that nobody has started. */
export function idleState(settings: Settings): RunState {
  return { phase: 'idle', settings, stopping: false };
}

/** The state after a report of the worker. */
export function afterReport(state: RunState, report: Report): RunState {
  switch (report.kind) {
    case 'prepared': {
      const { trainingTokens: training, validationTokens: heldOut, vocabSize: vocabulary } = report;
      return { ...state, phase: 'compiling', tokens: { training, heldOut, vocabulary } };
    }
    case 'event':
      return afterEvent(state, report.event);
    case 'sample':
      return { ...state, sample: report };
    case 'result':
      return { ...state, phase: report.stopped ? 'stopped' : 'done', valLoss: report.valLoss, result: report };
    case 'failed':
      return { ...state, phase: 'failed', failure: report.message };
    case 'refused':
      return state;
  }
}

function afterEvent(state: RunState, event: Extract<Report, { kind: 'event' }>['event']): RunState {
  switch (event.kind) {
    case 'started': {
      const { device, parameterCount, compileSeconds } = event;
      return { ...state, phase: 'training', device, parameterCount, compileSeconds };
    }
    case 'step': {
      const { secondsPerStep } = state;
      const mean = secondsPerStep === undefined ? event.seconds
        : secondsPerStep + RECENT * (event.seconds - secondsPerStep);
      return { ...state, last: event, ...(event.step > 1 && { secondsPerStep: mean }) };
    }
    case 'evaluated':
      return { ...state, valLoss: event.evaluation['valLoss']! };
    case 'finished':
      return { ...state, phase: 'finishing' };
    case 'spiked':
    case 'saved':
      return state;
  }
}

/** Share of the run that is done, in [0, 1]. */
export function progressOf({ phase, settings, last }: RunState): number {
  if (phase === 'done' || phase === 'stopped' || phase === 'finishing') return 1;
  if (last === undefined) return 0;
  return settings.recipe === 'char-gpt' ? last.step / settings.steps : last.progress;
}

/** Seconds until training ends, as far as one can tell. */
export function secondsLeft(state: RunState): number | undefined {
  const { phase, settings, last, secondsPerStep } = state;
  if (phase !== 'training' || last === undefined || secondsPerStep === undefined) return undefined;
  if (settings.recipe === 'bert-day') return 60 * settings.minutes * (1 - last.progress);
  return (settings.steps - last.step) * secondsPerStep;
}
