/** From a text to a trained GPT that continues it, part by part: what recipes put together. */
import { expect, test } from 'vitest';
import { cpu } from '@oneday/backend-cpu';
import { causalBatches } from '@oneday/data';
import { gpt } from '@oneday/models';
import { bindZeros } from '@oneday/nn';
import { disposeAll, shapesOf } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { characterTokenizer } from '@oneday/tokenizer';
import { train } from '@oneday/trainer';
import type { RunResult, TrainEvent } from '@oneday/trainer';

const text = 'the lazy fox. '.repeat(8);
const tokenizer = characterTokenizer(text);
const context = 14;
const model = gpt({ layers: 1, heads: 2, width: 16, context, vocabSize: tokenizer.vocabSize });

async function trainOn(backend: Backend): Promise<{ result: RunResult; events: readonly TrainEvent[] }> {
  const tokens = tokenizer.encode(text).ids;
  const source = causalBatches({ tokens, batch: 3, time: context, seed: 1 });
  const schedule = { kind: 'warmupCosine', peak: 0.02, floor: 0.002, warmupSteps: 5, decaySteps: 60 } as const;
  const run = train({ backend, model, source, steps: 60, seed: 1, schedule });
  const events: TrainEvent[] = [];
  run.events$.subscribe((event) => events.push(event));
  return { result: await run.done, events };
}

/** The most likely continuation up to the context's length: the prompt as a whole, then one token at a time. */
async function continueText(backend: Backend, { parameters }: RunResult, prompt: string): Promise<string> {
  const cache = bindZeros(backend, model.cacheSpecs({ batch: 1, length: context }), 'cache');
  const program = backend.program('decode', (o, { ids, position }: { readonly ids: Value; readonly position: Value }) =>
    model.decode(o, parameters, cache, ids, position));
  const feed = (ids: ArrayLike<number>, position: number) => ({
    ids: { shape: [1, ids.length], data: Int32Array.from(ids) },
    position: { shape: [], data: Int32Array.of(position) },
  });
  async function decode(ids: ArrayLike<number>, position: number): Promise<number> {
    const logits = program.run(feed(ids, position));
    const ofLast = (await backend.read(logits)).slice(-tokenizer.vocabSize);
    disposeAll(logits);
    return ofLast.indexOf(Math.max(...ofLast));
  }

  const { ids } = tokenizer.encode(prompt);
  await program.prepare(shapesOf(feed(ids, 0)));
  await program.prepare(shapesOf(feed([0], 0)));
  const all = [...ids, await decode(ids, 0)];
  while (all.length < context) all.push(await decode(all.slice(-1), all.length - 1));
  return tokenizer.decode(all);
}

test('a run reports its steps and leaves parameters that continue the text', async () => {
  await using backend = await cpu();
  const { result, events } = await trainOn(backend);
  expect(events.map(({ kind }) => kind)).toEqual(['started', ...Array<string>(60).fill('step'), 'finished']);
  expect(result.loss).toBeLessThan(1);
  expect(await continueText(backend, result, 'the l')).toBe('the lazy fox. ');
});
