import { readFileSync } from 'node:fs';
import { attention, attentionOp, multiply, sum, Tape, withPrecision } from '@oneday/ops';
import type { FloatDType, Ops, Value } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { describeOnCpu, openCpuClient } from '../engine-tests/cpu-plugin.ts';
import { recordGraph } from '../engine-tests/record-graph.ts';
import { flashAttention } from '../flash-attention.ts';
import { emitModule } from './emit-module.ts';

/** Calls that JAX wrote (`tools/parity/flash_attention_fixture.py`). */
interface Fixture {
  readonly cases: readonly {
    readonly operands: Exclude<FloatDType, 'f32'>;
    readonly causal: boolean;
    readonly sizes: readonly [batch: number, time: number, heads: number, width: number];
    readonly scale: number;
    readonly calls: readonly object[];
  }[];
}
type Case = Fixture['cases'][number];

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/flash-attention.json', import.meta.url), 'utf8'),
) as Fixture;

const CALL = new RegExp([
  'custom_call @(?<target>\\S+?)\\(.*?backend_config = "(?<config>.*?)", ',
  'operand_layouts = \\[(?<operandLayouts>.*?)\\], result_layouts = \\[(?<resultLayouts>.*?)\\]\\} : ',
  '\\((?<operands>.*?)\\) -> \\((?<results>.*?)\\)$',
].join(''));

/** The calls in a text, in the fixture's form. */
const callsIn = (text: string) => text.split('\n').flatMap((line) => {
  const groups = CALL.exec(line)?.groups;
  return groups === undefined
    ? []
    : [{ ...groups, config: JSON.parse(groups.config!.replaceAll('\\22', '"')) as unknown }];
});

/** The text of attention and its backward pass, from packed operands or from three. */
async function textOf({ operands, causal, sizes: [batch, time, heads, width], scale }: Case, isPacked: boolean) {
  const shapes = isPacked ? [[batch, time, 3, heads, width]] : Array<number[]>(3).fill([batch, time, heads, width]);
  const attend = (o: Ops, [q, k, v]: readonly Value[]) => (
    attention(o, isPacked ? q! : { q: q!, k: k!, v: v! }, { causal, scale })
  );
  const graph = await recordGraph((o, _, variable) => {
    const parameters = shapes.map((shape, i) => variable({ name: `p${i}`, shape, dtype: 'f32' }));
    const gradients = new Map(parameters.map((parameter, i) => (
      [parameter, variable({ name: `g${i}`, shape: shapes[i]!, dtype: 'f32' })]
    )));
    const tape = new Tape(o, { gradients });
    const out = attend(withPrecision(tape, operands), parameters.map((parameter) => tape.read(parameter)));
    tape.backward(sum(tape, multiply(tape, out, out)));
  }, (op) => (op === attentionOp ? flashAttention : undefined));
  return emitModule(graph).text;
}

describe.each(fixture.cases)('attention in $operands, causal: $causal', (which) => {
  it.each([true, false])('is written as the two calls that JAX writes; from packed operands: %s', async (isPacked) => {
    expect(callsIn(await textOf(which, isPacked))).toEqual(which.calls);
  });
});

describe('attention that needs no gradient', () => {
  it('is one call without statistics', async () => {
    const graph = await recordGraph((o, _, variable) => {
      const qkv = variable({ name: 'qkv', shape: [2, 128, 3, 4, 64], dtype: 'f32' });
      return { out: attention(withPrecision(o, 'bf16'), o.read(qkv)) };
    }, () => flashAttention);
    expect(callsIn(emitModule(graph).text)).toMatchObject([
      { target: '__cudnn$fmhaSoftmax', results: 'tensor<2x4x128x64xbf16>, tensor<0xui8>' },
    ]);
  });
});

// A plugin without these calls still parses and checks the whole module before it looks for them.
describeOnCpu('the module with the calls', () => {
  it.each([true, false])('is a module that XLA takes, but for the calls themselves; packed: %s', async (isPacked) => {
    const client = await openCpuClient();
    for (const which of fixture.cases) {
      await expect(client.compile('flash', await textOf(which, isPacked)))
        .rejects.toThrow(/^flash: .*__cudnn\$fmhaSoftmax.*$/);
    }
    client.destroy();
  });
});
