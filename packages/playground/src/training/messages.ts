/** What the page and the worker that trains tell each other. */
import type { FailedEvent, TrainEvent } from '@oneday/trainer';
import type { Settings } from '../settings.ts';

/** A text and what it is called: read already, or a file that the worker reads. */
export interface TextSource {
  readonly name: string;
  readonly content: string | Blob;
}

/** From the page. A worker trains once. */
export type Command =
  | { readonly kind: 'train'; readonly settings: Settings; readonly text: TextSource }
  /** Ends training after the step under way. */
  | { readonly kind: 'stop' }
  /** Lets the trained model go on from a text, or fill in its masks. */
  | { readonly kind: 'try'; readonly prompt: string };

/** The text is tokens now. */
export interface PreparedReport {
  readonly kind: 'prepared';
  readonly vocabSize: number;
  readonly trainingTokens: number;
  readonly validationTokens: number;
}

/** A stretch of a sample. */
export interface SamplePiece {
  readonly text: string;
  /** `given` is the prompt; a mask is filled in as the text has it or not. */
  readonly look: 'given' | 'written' | 'right' | 'wrong';
  /** The word that stood there, where the model found another. */
  readonly truth?: string;
}

/** What the model writes; it comes again as it grows. */
export interface SampleReport {
  readonly kind: 'sample';
  /** Steps done when it was written. */
  readonly step: number;
  readonly pieces: readonly SamplePiece[];
}

/** What is left of a run. */
export interface ResultFile {
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** The run is over, and its model was scored on the held-out text. */
export interface ResultReport {
  readonly kind: 'result';
  readonly step: number;
  readonly stopped: boolean;
  /** Wall-clock time of training. */
  readonly seconds: number;
  /** Mean loss in nats. */
  readonly valLoss: number;
  /** Of a causal model: the loss as bits per UTF-8 byte. */
  readonly bitsPerByte?: number;
  /** Share of tokens that the model found most likely. */
  readonly valAccuracy: number;
  readonly files: readonly ResultFile[];
}

/** From the worker. */
export type Report =
  | PreparedReport
  | SampleReport
  | ResultReport
  | { readonly kind: 'event'; readonly event: Exclude<TrainEvent, FailedEvent> }
  /** Nothing more is trained; one line says why. */
  | { readonly kind: 'failed'; readonly message: string }
  /** What was tried did not work; the model is as it was. */
  | { readonly kind: 'refused'; readonly message: string };
