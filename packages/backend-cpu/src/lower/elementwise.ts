/** Elementwise nodes. */
import type { BinaryOperation, Comparison, DType, NodeOf, UnaryOperation } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import { keepsBits } from '../value-flow.ts';
import type { NodeContext } from '../compile.ts';
import type { OpcodeName } from '../generated/kernels.ts';

const unaryOpcodes: { readonly [K in UnaryOperation]: OpcodeName } = {
  negate: 'negateF32',
  exp: 'expF32',
  log: 'logF32',
  sqrt: 'sqrtF32',
  rsqrt: 'reciprocalSqrtF32',
  reciprocal: 'reciprocalF32',
  tanh: 'tanhF32',
  erf: 'erfF32',
  sin: 'sinF32',
  cos: 'cosF32',
  abs: 'absF32',
  sign: 'signF32',
  floor: 'floorF32',
  isFinite: 'isFiniteF32',
  not: 'notBool',
};

/** By element type: `f32`, `i32`, `u32`; `bool` is kept as 0 and 1 and takes the integers' `and`, `or`, `xor`. */
const binaryOpcodes: { readonly [K in BinaryOperation]: Partial<Record<DType, OpcodeName>> } = {
  add: { f32: 'addF32', i32: 'addI32', u32: 'addI32' },
  subtract: { f32: 'subtractF32', i32: 'subtractI32', u32: 'subtractI32' },
  multiply: { f32: 'multiplyF32', i32: 'multiplyI32', u32: 'multiplyI32' },
  divide: { f32: 'divideF32', i32: 'divideI32', u32: 'divideU32' },
  maximum: { f32: 'maximumF32', i32: 'maximumI32', u32: 'maximumU32' },
  minimum: { f32: 'minimumF32', i32: 'minimumI32', u32: 'minimumU32' },
  power: { f32: 'powerF32' },
  remainder: { i32: 'remainderI32', u32: 'remainderU32' },
  shiftLeft: { i32: 'shiftLeftI32', u32: 'shiftLeftI32' },
  shiftRight: { i32: 'shiftRightI32', u32: 'shiftRightU32' },
  and: { i32: 'andI32', u32: 'andI32', bool: 'andI32' },
  or: { i32: 'orI32', u32: 'orI32', bool: 'orI32' },
  xor: { i32: 'xorI32', u32: 'xorI32', bool: 'xorI32' },
};

const compareOpcodes: { readonly [K in Comparison]: Partial<Record<DType, OpcodeName>> } = {
  equal: { f32: 'equalF32', i32: 'equalI32', u32: 'equalI32' },
  notEqual: { f32: 'notEqualF32', i32: 'notEqualI32', u32: 'notEqualI32' },
  less: { f32: 'lessF32', i32: 'lessI32', u32: 'lessU32' },
  lessEqual: { f32: 'lessEqualF32', i32: 'lessEqualI32', u32: 'lessEqualU32' },
  greater: { f32: 'greaterF32', i32: 'greaterI32', u32: 'greaterU32' },
  greaterEqual: { f32: 'greaterEqualF32', i32: 'greaterEqualI32', u32: 'greaterEqualU32' },
};

/** One kernel for each function and element type. */
export function lowerUnary(context: NodeContext, node: NodeOf<'unary'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  const { operation } = node.attributes;
  const integer = x.dtype === 'i32' && (operation === 'negate' ? 'negateI32' : 'absI32');
  context.steps.kernel(integer || unaryOpcodes[operation], [sizeOf(out.shape), context.tensor(x), context.output(out)]);
}

/** One kernel for each function and element type; operands that repeat are repeated by the kernel. */
export function lowerBinary(context: NodeContext, node: NodeOf<'binary'>): void {
  pairwise(context, node, binaryOpcodes[node.attributes.operation][node.inputs[0]!.dtype]!);
}

/** As `lowerBinary`, giving 0 and 1. */
export function lowerCompare(context: NodeContext, node: NodeOf<'compare'>): void {
  pairwise(context, node, compareOpcodes[node.attributes.comparison][node.inputs[0]!.dtype]!);
}

/** Picks 32-bit patterns, so one kernel serves every element type. */
export function lowerSelect(context: NodeContext, node: NodeOf<'select'>): void {
  const out = node.outputs[0]!;
  const size = sizeOf(out.shape);
  const operands = node.inputs.flatMap((value) => context.operand(value, size));
  context.steps.kernel('select', [size, ...operands, context.output(out)]);
}

/** Conversions between the three kept forms, and roundings to narrow floats. */
export function lowerCast(context: NodeContext, node: NodeOf<'cast'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  const [from, to] = [x.dtype, node.attributes.dtype];
  const target = context.output(out);
  const convert = (opcode: OpcodeName, source = context.tensor(x)) =>
    context.steps.kernel(opcode, [sizeOf(out.shape), source, target]);
  const isFloatSource = from === 'f32' || from === 'bf16' || from === 'f16';
  if (keepsBits(from, to)) convert('copy');
  else if (to === 'bool') convert(isFloatSource ? 'castF32ToBool' : 'castI32ToBool');
  else if (to === 'i32') convert('castF32ToI32');
  else if (to === 'u32') convert('castF32ToU32');
  else {
    if (!isFloatSource) convert(from === 'u32' ? 'castU32ToF32' : 'castI32ToF32');
    const source = isFloatSource ? context.tensor(x) : target;
    if (to !== 'f32') convert(to === 'bf16' ? 'roundToBF16' : 'roundToF16', source);
  }
}

function pairwise(context: NodeContext, node: NodeOf<'binary' | 'compare'>, opcode: OpcodeName): void {
  const out = node.outputs[0]!;
  const size = sizeOf(out.shape);
  const operands = node.inputs.flatMap((value) => context.operand(value, size));
  context.steps.kernel(opcode, [size, ...operands, context.output(out)]);
}
