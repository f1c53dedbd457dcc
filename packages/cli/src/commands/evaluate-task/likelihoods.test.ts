import { readFileSync } from 'node:fs';
import { cpu } from '@oneday/backend-cpu';
import type { Json, NamedTensors } from '@oneday/core';
import { parseTask, runTask } from '@oneday/evaluator';
import type { RunTaskOptions } from '@oneday/evaluator';
import { DecoderScorer } from '@oneday/inference';
import { gpt, gptFromHuggingFace } from '@oneday/models';
import type { GptOptions } from '@oneday/models';
import { writeBound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { characterTokenizer } from '@oneday/tokenizer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Case {
  readonly context: string;
  readonly continuation: string;
  readonly logLikelihood: number;
  readonly isGreedy: boolean;
}

interface Weights {
  readonly config: GptOptions;
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[]; readonly base64: string }[];
}

const read = <T>(path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
// Made with transformers by tools/parity/harness_fixture.py, from the weights of gpt2_fixture.py.
const { alphabet, cases } = read<{ alphabet: string; cases: readonly Case[] }>('../../../fixtures/likelihoods.json');
const { config, parameters: stored } = read<Weights>('../../../../models/fixtures/gpt2.json');

const task = parseTask({
  name: 'likelihoods', kind: 'cloze', documents: 'none', prompt: '{context}', separator: '', target: '{continuation}',
}, 'test');

describe('a GPT-2 in the harness', () => {
  let backend: Backend;
  let scorer: DecoderScorer;

  beforeAll(async () => {
    backend = await cpu({ threads: 1 });
    const model = gpt(config);
    const weights: NamedTensors = new Map(stored.map(({ name, shape, base64 }) => (
      [name, { dtype: 'f32', shape, data: new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer) }]
    )));
    const parameters = model.bind(backend, 1);
    writeBound(backend, parameters, gptFromHuggingFace(model.config, weights));
    const tokenizer = characterTokenizer(alphabet);
    expect([...tokenizer.encode(alphabet).ids]).toEqual([...alphabet].map((_, id) => id));
    scorer = new DecoderScorer({ backend, model, parameters, tokenizer, startId: 0 });
  });
  afterAll(() => backend.close());

  const documents = cases.map(({ context, continuation }) => ({ context, continuation }));
  const run = (options: Partial<RunTaskOptions> = {}) => runTask({ task, documents, scorer, ...options });

  it('has the log-likelihoods that transformers computes, to 1e-4, and its greedy continuations', async () => {
    const { samples } = await run();
    expect(cases.length).toBeGreaterThanOrEqual(200);
    const furthest = Math.max(...samples.map(({ badness }, i) => Math.abs(badness + cases[i]!.logLikelihood)));
    expect(furthest).toBeLessThan(1e-4);
    expect(samples.map(({ isRight }) => isRight)).toEqual(cases.map(({ isGreedy }) => isGreedy));
  });

  it('gives the same digits whatever the batch, and from a cache', async () => {
    const expected = await run();
    const cache = new Map<string, Json>();
    expect(await run({ batch: 1 })).toEqual(expected);
    expect(await run({ batch: 7 })).toEqual(expected);
    expect(await run({ batch: 50, cache })).toEqual(expected);
    const kept = new Map([...cache].map(([key, answer]) => [key, JSON.parse(JSON.stringify(answer)) as Json]));
    expect(await run({ cache: kept })).toEqual(expected);
  });
});
