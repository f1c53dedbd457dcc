import { cpu } from '@oneday/backend-cpu';
import { webgpu } from '@oneday/backend-webgpu';
import { writeSafetensors } from '@oneday/checkpoint';
import { InvalidInputError } from '@oneday/core';
import { decodeText } from '@oneday/data';
import { readBound } from '@oneday/nn';
import type { Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { prepareRecipe } from '@oneday/recipes';
import type { PreparedRecipe } from '@oneday/recipes';
import { journalLine, lossEvaluator, train } from '@oneday/trainer';
import type { LossTotals, Run } from '@oneday/trainer';
import type { Settings } from '../settings.ts';
import { firstOf } from './first-of.ts';
import type { Report, ResultFile, TextSource } from './messages.ts';
import { recipeOf } from './recipe-of.ts';
import { openSampler } from './sampler.ts';
import type { SampleLength, Sampler } from './sampler.ts';

/** Batches of the held-out text that are scored on the way, and at the end: there, all of them but of a huge text. */
const GLANCE_BATCHES = 16;
const SCORED_BATCHES = 500;
/** Samples on the way must not hold training up; the one at the end may be longer. */
const SHORT_SAMPLE: SampleLength = { tokens: 160, seconds: 2 };
const LONG_SAMPLE: SampleLength = { tokens: 500, seconds: 15 };
/** Largest text, in bytes: tokens and copies of more fill a page's memory. */
const MAX_TEXT_BYTES = 2 ** 28;
/** What PyTorch's loaders look for. */
const FORMAT = new Map([['format', 'pt']]);

/** One run with all that it needs, and its model afterwards. */
export class TrainingSession {
  private readonly report: (report: Report) => void;
  private readonly journal: string[] = [];
  private run: Run | undefined;
  private sampler: Sampler | undefined;
  private stopping = false;
  private attempt = 0;
  private writing = Promise.resolve();
  private step = 0;

  constructor(report: (report: Report) => void) {
    this.report = report;
  }

  /** Trains and scores; all that happens is reported. */
  async train(settings: Settings, source: TextSource): Promise<void> {
    const text = await readText(source);
    const recipe = recipeOf(settings, source.name);
    const backend = settings.device === 'webgpu' ? await webgpu() : await cpu();
    await using prepared = await prepareRecipe(recipe, text, { backend, seed: settings.seed });
    const { vocabSize, trainingTokens, validationTokens } = prepared.corpus;
    this.report({ kind: 'prepared', vocabSize, trainingTokens, validationTokens });
    await this.trainPrepared(prepared, { backend, seed: settings.seed, text });
  }

  /** Ends training after the step under way. */
  stop(): void {
    this.stopping = true;
    this.run?.stop();
  }

  /** Lets the trained model write. What it is writing ends where it is. */
  async try(prompt: string): Promise<void> {
    const { sampler, writing } = this;
    if (sampler === undefined) return;
    this.attempt += 1;
    this.writing = writing.catch(() => {}).then(() => this.sample(sampler, prompt, LONG_SAMPLE));
    await this.writing;
  }

  private async trainPrepared(
    prepared: PreparedRecipe, { backend, seed, text }: { backend: Backend; seed: number; text: string },
  ): Promise<void> {
    const { parts } = prepared;
    const scoreOf = (parameters: Bound) => lossEvaluator({ backend, parameters, ...parts });
    let score: ReturnType<typeof scoreOf> | undefined;
    this.run = train({
      ...parts,
      backend,
      seed,
      source: prepared.trainingBatches(seed),
      evaluate: async (parameters, step) => {
        score ??= scoreOf(parameters);
        this.sampler ??= await openSampler({ backend, prepared, parameters, text });
        const totals = await score(firstOf(prepared.validationBatches(), GLANCE_BATCHES));
        if (!this.stopping && step !== parts.steps) await this.sample(this.sampler, '', SHORT_SAMPLE);
        return { valLoss: totals.lossSum / totals.count };
      },
    });
    this.relayEvents(this.run);
    if (this.stopping) this.run.stop();
    const { steps, stopped, seconds, parameters } = await this.run.done;
    await this.sample(this.sampler!, '', LONG_SAMPLE);
    const scores = scoresOf(await score!(firstOf(prepared.validationBatches(), SCORED_BATCHES)), prepared);
    const files = [
      { name: 'model.safetensors', content: writeSafetensors(await readBound(backend, parameters), FORMAT) },
      { name: 'tokenizer.json', content: JSON.stringify(prepared.tokenizer.toJSON()) },
      { name: 'events.jsonl', content: this.journal.join('') },
    ] as ResultFile[];
    this.report({ kind: 'result', step: steps, stopped, seconds, ...scores, files });
  }

  private relayEvents({ events$ }: Run): void {
    events$.subscribe((event) => {
      this.step = event.kind === 'started' ? event.stepsBefore : event.step;
      this.journal.push(journalLine(event, new Date()));
      // A failure also rejects the run's `done`, and is reported from there.
      if (event.kind !== 'failed') this.report({ kind: 'event', event });
    });
  }

  private async sample(sampler: Sampler, prompt: string, length: SampleLength): Promise<void> {
    const { step, attempt } = this;
    for await (const pieces of sampler.sample(prompt, length)) {
      this.report({ kind: 'sample', step, pieces });
      if (attempt !== this.attempt) return;
    }
  }
}

async function readText({ name, content }: TextSource): Promise<string> {
  if (typeof content === 'string') return content;
  const what = `text ${JSON.stringify(name)}`;
  if (content.size > MAX_TEXT_BYTES) {
    throw new InvalidInputError(`${what}: at most ${MAX_TEXT_BYTES / 2 ** 20} MiB; got ${content.size} bytes`);
  }
  if (content.size === 0) throw new InvalidInputError(`${what}: it is empty; choose a file with text`);
  return decodeText(new Uint8Array(await content.arrayBuffer()), what);
}

function scoresOf({ lossSum, count, correct }: LossTotals, { recipe, corpus }: PreparedRecipe) {
  const scores = { valLoss: lossSum / count, valAccuracy: correct / count };
  if (recipe.kind === 'bert-day') return scores;
  // All tokens but the first are scored; of a part of them the bytes are an estimate.
  const bytes = corpus.scoredBytes * (count / (corpus.validationTokens - 1));
  return { ...scores, bitsPerByte: lossSum / Math.LN2 / bytes };
}
