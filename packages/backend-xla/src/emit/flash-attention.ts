/** Attention as calls of cuDNN's flash attention. */
import { attentionSizes } from '@oneday/ops';
import type { AttentionAttributes, AttentionSizes, FloatDType, Spec } from '@oneday/ops';
import { lowerCast } from './elementwise.ts';
import { flashAttentionConfig } from './flash-attention-config.ts';
import type { FlashAttentionCall } from './flash-attention-config.ts';
import { names } from './function-text.ts';
import type { FunctionText, Name } from './function-text.ts';
import { lowerSlice } from './movement.ts';
import { tensorType } from './tensor-type.ts';

/** Values of a call by their names. */
export type NamedValues = Readonly<Record<string, Name | undefined>>;

/** The workspace, whose size XLA finds out. */
const WORKSPACE_TYPE = 'tensor<0xui8>';

/** Results of the forward pass: [B,T,H,K] in f32, and where they are asked for the statistics, f32[B,H,T]. */
export function lowerFlashAttention(
  body: FunctionText, inputs: NamedValues, attributes: AttentionAttributes, saves: boolean,
): Name[] {
  const call = callOf(inputs, attributes);
  const { batch, heads, queryTime } = call.sizes;
  const operands = roundedOperands(body, inputs, call);
  const statistics = { shape: [batch, heads, queryTime], dtype: 'f32' } as const;
  const results = [headsFirst(call, queryTime), ...(saves ? [statistics] : [])];
  const [out, ...rest] = customCall(body, '__cudnn$fmhaSoftmax', operands, results, call, 'forward');
  return [timeFirst(body, out!), ...rest];
}

/** Gradients of the inputs named by `needs`, in f32. */
export function lowerFlashAttentionBackward(
  body: FunctionText, values: NamedValues, attributes: AttentionAttributes, needs: readonly string[],
): Name[] {
  const call = callOf(values, attributes);
  const { queryTime, keyTime } = call.sizes;
  const [q, k, v] = roundedOperands(body, values, call) as [Name, Name, Name];
  const [cotangent, out] = [values.cotangent!, values.out!].map((x) => lowerCast(body, x, call.operands));
  const results = [queryTime, keyTime, keyTime].map((time) => headsFirst(call, time));
  const gradients = customCall(
    body, '__cudnn$fmhaSoftmaxBackward', [q, k, v, values.statistics!, cotangent!, out!], results, call, 'backward',
  ).map((gradient) => timeFirst(body, gradient));
  if (values.qkvBT3HK !== undefined) return [packed(body, gradients, values.qkvBT3HK)];
  return needs.map((name) => gradients[['qBTHK', 'kBTHK', 'vBTHK'].indexOf(name)]!);
}

function callOf(inputs: NamedValues, attributes: AttentionAttributes): FlashAttentionCall {
  const { qkvBT3HK, qBTHK, kBTHK, vBTHK } = inputs;
  const sizes = attentionSizes({ qkvBT3HK, qBTHK, kBTHK, vBTHK });
  const { operands = 'f32', causal, scale = sizes.headWidth ** -0.5 } = attributes;
  return { sizes, operands, causal, scale };
}

/** q, k and v, [B,T,H,K], in the type that is multiplied. */
function roundedOperands(body: FunctionText, inputs: NamedValues, { sizes, operands }: FlashAttentionCall): Name[] {
  const { qkvBT3HK: packedOperands } = inputs;
  if (packedOperands === undefined) {
    return [inputs.qBTHK!, inputs.kBTHK!, inputs.vBTHK!].map((x) => lowerCast(body, x, operands));
  }
  const { batch, queryTime, heads, headWidth } = sizes;
  const rounded = lowerCast(body, packedOperands, operands);
  return [0, 1, 2].map((which) => {
    const part = { shape: [batch, queryTime, 1, heads, headWidth], dtype: operands };
    const sliced = lowerSlice(body, rounded, [0, 0, which, 0, 0], part);
    return body.op('reshape', { shape: [batch, queryTime, heads, headWidth], dtype: operands }, [sliced]);
  });
}

/** A result of cuDNN's: [B,H,T,K] by name, [B,T,H,K] in memory. */
function headsFirst({ sizes, operands }: { sizes: AttentionSizes; operands: FloatDType }, time: number): Spec {
  return { shape: [sizes.batch, sizes.heads, time, sizes.headWidth], dtype: operands };
}

/** Such a result as f32[B,T,H,K], which moves nothing. */
function timeFirst(body: FunctionText, x: Name): Name {
  const [batch, heads, time, width] = x.shape as [number, number, number, number];
  const spec = { shape: [batch, time, heads, width], dtype: x.dtype };
  return lowerCast(body, body.op('transpose', spec, [x], ', dims = [0, 2, 1, 3]'), 'f32');
}

/** Gradients of q, k and v as one of `qkvBT3HK`. */
function packed(body: FunctionText, gradients: readonly Name[], { shape }: Name): Name {
  const [batch, time, , heads, width] = shape as [number, number, number, number, number];
  const parts = gradients.map((gradient) =>
    body.op('reshape', { shape: [batch, time, 1, heads, width], dtype: 'f32' }, [gradient]));
  return body.op('concatenate', { shape, dtype: 'f32' }, parts, ', dim = 2');
}

function customCall(
  body: FunctionText, target: string, operands: readonly Name[], results: readonly Spec[], call: FlashAttentionCall,
  direction: 'forward' | 'backward',
): Name[] {
  const config = JSON.stringify(flashAttentionConfig(call, direction)).replaceAll('"', '\\22');
  const operandLayouts = operands.map(({ shape }) => layout(shape.map((_, axis) => shape.length - 1 - axis)));
  const resultLayouts = results.map(({ shape }) => layout(shape.length === 4 ? [3, 1, 2, 0] : [2, 1, 0]));
  const attributes = `api_version = 2 : i32, backend_config = "${config}", `
    + `operand_layouts = [${operandLayouts.join(', ')}], `
    + `result_layouts = [${[...resultLayouts, 'dense<0> : tensor<1xindex>'].join(', ')}]`;
  const resultTypes = [...results.map(tensorType), WORKSPACE_TYPE].join(', ');
  const workspace = { shape: [0], dtype: 'u32' } as const;
  const text = `stablehlo.custom_call @${target}(${names(operands)}) {${attributes}} : `
    + `(${operands.map(tensorType).join(', ')}) -> (${resultTypes})`;
  return body.values([...results, workspace], text).slice(0, -1);
}

/** Axes from the one whose elements lie side by side to the outermost. */
function layout(minorToMajor: readonly number[]): string {
  return `dense<[${minorToMajor.join(', ')}]> : tensor<${minorToMajor.length}xindex>`;
}
