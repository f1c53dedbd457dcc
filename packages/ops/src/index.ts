export {
  add,
  compare,
  divide,
  elementwise,
  logSumExp,
  maximum,
  mean,
  minimum,
  multiply,
  scalar,
  square,
  subtract,
  sum,
  valueOf,
  where,
} from './arithmetic.ts';
export type {
  Backend,
  Capabilities,
  CompileReport,
  DeviceInfo,
  KernelReport,
  MemoryReport,
  Program,
  VariableSpec,
} from './backend.ts';
export { broadcastShape, broadcastTo, scalarLike } from './broadcast.ts';
export { createBackend } from './create-backend.ts';
export type { BackendOptions } from './create-backend.ts';
export type { Engine, Executable } from './engine.ts';
export { presentEntries, specsOf } from './fused-op.ts';
export type {
  AnyFusedOp,
  AnyKernelDeclaration,
  FusedOp,
  KernelDeclaration,
  Reason,
  RoundingAttributes,
  Specs,
  ValueRecord,
} from './fused-op.ts';
export { activation, activationOp, activations, applyActivation } from './fused/activation.ts';
export type { Activation, ActivationAttributes } from './fused/activation.ts';
export { adamw, adamwOp } from './fused/adamw.ts';
export type { AdamwAttributes, AdamwInputs, AdamwOutputs } from './fused/adamw.ts';
export { attention, attentionOp, attentionSizes } from './fused/attention.ts';
export type { AttentionAttributes, AttentionInputs, AttentionMasks, AttentionSizes } from './fused/attention.ts';
export { crossEntropy, crossEntropyOp } from './fused/cross-entropy.ts';
export type { CrossEntropyInputs, CrossEntropyOutputs } from './fused/cross-entropy.ts';
export { dropout, dropoutOp } from './fused/dropout.ts';
export type { DropoutAttributes } from './fused/dropout.ts';
export { embedding, embeddingOp } from './fused/embedding.ts';
export { gated, gatedOp } from './fused/gated.ts';
export type { GatedAttributes } from './fused/gated.ts';
export { globalNorm, globalNormOp } from './fused/global-norm.ts';
export { linear, linearOp } from './fused/linear.ts';
export type { LinearAttributes, LinearInputs, LinearOptions } from './fused/linear.ts';
export { layerNorm, layerNormOp, rmsNorm, rmsNormOp } from './fused/norm.ts';
export type { NormAttributes, NormOptions } from './fused/norm.ts';
export { rotary, rotaryOp } from './fused/rotary.ts';
export type { RotaryAttributes } from './fused/rotary.ts';
export type { FusedBackwardCall, FusedCall, Graph, Node, NodeAttributes, NodeKind, NodeOf } from './graph.ts';
export { requireFit } from './infer.ts';
export type { NativeCall, NativeForward, Ops } from './ops.ts';
export { roundOperand, roundValue, withPrecision } from './precision.ts';
export type { PrecisionPolicy } from './precision.ts';
export type {
  BinaryOperation,
  Comparison,
  MatmulOptions,
  Primitives,
  Reduction,
  UnaryOperation,
} from './primitives.ts';
export { foldIn, normal, uniform } from './random.ts';
export type { KernelChoice } from './recorder.ts';
export { reductionPasses } from './reduction-passes.ts';
export type { ReductionPass } from './reduction-passes.ts';
export { roundTo } from './round-to.ts';
export { backwardCall, forwardCall } from './step-kernel.ts';
export type { ArraysOf, KernelBinding, StepBackwardCall, StepForwardCall, StepKernel } from './step-kernel.ts';
export { Tape } from './tape.ts';
export type { TapeOptions } from './tape.ts';
export { disposeAll, shapesOf, specOfFeed } from './tree.ts';
export type { Feed, Feeds, Owned, Shapes, ShapesOf, ValueTree } from './tree.ts';
export { describe, isFloat, isVariable, sameShape, sizeOf, Value } from './value.ts';
export type { DeviceArray, DType, Elements, FloatDType, HostArray, Operand, Shape, Spec, Variable } from './value.ts';
