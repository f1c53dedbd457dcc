/** Decoding with a key/value cache that stays on the device: what one step gives is fed to the next. */
import { expect, test } from 'vitest';
import { add, attention, disposeAll, linear, shapesOf, sizeOf } from '@oneday/ops';
import type { Backend, Feeds, Ops, Owned, Value } from '@oneday/ops';
import { devices } from './devices.ts';
import { embedTokens, gptParameters, heads, headWidth, hiddenStates, time, vocabulary } from './small-gpt.ts';
import type { GptParameters } from './small-gpt.ts';

/** Keys and values of all positions up to now, [B,time,H,K] each, and the position that comes next, i32. */
interface DecodeState {
  readonly keys: Value;
  readonly values: Value;
  readonly position: Value;
}

/** Logits [B,V] after the token `ids`, i32[B,1], and the state after it. */
function decodeStep(o: Ops, p: GptParameters, ids: Value, { keys, values, position }: DecodeState) {
  const next = { keys, values, position: add(o, position, 1) };
  const embedded = embedTokens(o, p, ids, o.reshape(position, [1]));
  const hidden = hiddenStates(o, p, embedded, (qkvBT3HK) => {
    const [batch] = qkvBT3HK.shape as [number];
    const part = (which: number) =>
      o.reshape(o.slice(qkvBT3HK, [0, 0, which, 0, 0], [batch, 1, 1, heads, headWidth]), [batch, 1, heads, headWidth]);
    next.keys = o.updateSlice(keys, part(1), 1, position);
    next.values = o.updateSlice(values, part(2), 1, position);
    const operands = { q: part(0), k: next.keys, v: next.values };
    return attention(o, operands, { causal: true, keyLength: next.position });
  });
  const logits = linear(o, hidden, p.tokens);
  return { logits: o.reshape(logits, [ids.shape[0]!, vocabulary]), state: next };
}

const batch = 2;
const idsBT = Int32Array.of(1, 2, 3, 4, 5, 0, 6, 5, 4, 3, 2, 1);
const tokensAt = (position: number) => Int32Array.of(idsBT[position]!, idsBT[time + position]!);

async function decodeAll(backend: Backend, p: GptParameters) {
  const program = backend.program('decode', (o, { ids, state }: { readonly ids: Value; readonly state: DecodeState }) =>
    decodeStep(o, p, ids, state));
  const shape = [batch, time, heads, headWidth];
  const cache = () => ({ shape, data: new Float32Array(sizeOf(shape)) });
  const start = { keys: cache(), values: cache(), position: { shape: [], data: Int32Array.of(0) } };
  const feed = (position: number, state: Feeds<DecodeState>) =>
    ({ ids: { shape: [batch, 1], data: tokensAt(position) }, state });
  await program.prepare(shapesOf(feed(0, start)));
  const { usedBytes } = backend.memory();

  const logits: (readonly number[])[] = [];
  let state: Owned<DecodeState> | undefined;
  for (let position = 0; position < time; position++) {
    const outputs = program.run(feed(position, state ?? start));
    logits.push([...await backend.read(outputs.logits)]);
    disposeAll(outputs.logits);
    disposeAll(state);
    state = outputs.state;
  }
  disposeAll(state);
  expect(backend.memory().usedBytes).toBe(usedBytes);
  return logits;
}

async function logitsOfWhole(backend: Backend, p: GptParameters) {
  const program = backend.program('whole', (o, { ids }: { readonly ids: Value }) => {
    const embedded = embedTokens(o, p, ids, o.iota([time], 0, 'i32'));
    return linear(o, hiddenStates(o, p, embedded, (qkvBT3HK) => attention(o, qkvBT3HK, { causal: true })), p.tokens);
  });
  const inputs = { ids: { shape: [batch, time], data: idsBT } };
  await program.prepare(shapesOf(inputs));
  const logits = program.run(inputs);
  const elements = await backend.read(logits);
  disposeAll(logits);
  return elements;
}

test.each(devices)('step by step gives the logits of the whole sequence on %s', async (_, open) => {
  await using backend = await open();
  const p = gptParameters(backend);
  const whole = await logitsOfWhole(backend, p);
  const steps = await decodeAll(backend, p);
  steps.forEach((logits, position) => logits.forEach((logit, i) => {
    const [row, token] = [Math.floor(i / vocabulary), i % vocabulary];
    expect(logit).toBeCloseTo(whole[(row * time + position) * vocabulary + token]!, 4);
  }));
});
