/** What cuDNN's flash attention is told besides its operands, as XLA's `GpuBackendConfig` in JSON. */
import type { AttentionSizes, FloatDType } from '@oneday/ops';

/** A call. Its operands lie as [B,T,H,K] in memory. */
export interface FlashAttentionCall {
  readonly sizes: AttentionSizes;
  readonly operands: FloatDType;
  readonly causal: boolean;
  readonly scale: number;
}

/** Axes of the two sides. */
type Sides<T> = readonly [left: T, right: T];
/** Axes of a product that are summed over, and those that both sides share. */
type DotAxes = readonly [contracting: Sides<number>, batch: Sides<readonly number[]>];

/** Products of the forward pass: scores from q and k, results from scores and v. */
const FORWARD_PRODUCTS: Readonly<Record<string, DotAxes>> = {
  bmm1: [[3, 3], [[0, 2], [0, 2]]],
  bmm2: [[3, 1], [[0, 1], [0, 2]]],
};
/** Products of the backward pass: dk, dq, dv, and the cotangent of the weights. */
const BACKWARD_PRODUCTS: Readonly<Record<string, DotAxes>> = {
  bmm1_grad_gemm1: [[2, 1], [[0, 1], [0, 2]]],
  bmm1_grad_gemm2: [[3, 1], [[0, 1], [0, 2]]],
  bmm2_grad_gemm1: [[2, 1], [[0, 1], [0, 2]]],
  bmm2_grad_gemm2: [[3, 3], [[0, 2], [0, 2]]],
};

/** The configuration of a forward or a backward call. Integers of 64 bits are strings in protobuf's JSON. */
export function flashAttentionConfig(call: FlashAttentionCall, direction: 'forward' | 'backward'): object {
  const { sizes: { batch, heads, queryTime, keyTime }, operands, causal, scale } = call;
  return {
    operation_queue_id: '0',
    cudnn_fmha_backend_config: {
      algorithm: {
        algo_id: '0', math_type: 'TENSOR_OP_MATH', tuning_knobs: { 17: '1', 24: '0' }, is_cudnn_frontend: true,
        workspace_size: '0',
      },
      fmha_scale: scale,
      intermediate_tensor_shape: {
        element_type: operands.toUpperCase(), dimensions: [batch, heads, queryTime, keyTime].map(String),
        tuple_shapes: [], layout: scoresLayout, is_dynamic_dimension: [false, false, false, false],
      },
      is_flash_attention: true,
      mask_type: causal ? 'CAUSAL' : 'NO_MASK',
      ...dotDimensions(direction === 'forward' ? FORWARD_PRODUCTS : BACKWARD_PRODUCTS),
      dropout_rate: 0, seed: 42, sliding_window_length: 0, max_seg_per_batch: 1, is_paged_attention: false,
    },
  };
}

const scoresLayout = {
  dim_level_types: [], dim_unique: [], dim_ordered: [], minor_to_major: ['3', '2', '1', '0'], tiles: [],
  element_size_in_bits: '0', memory_space: '0', index_primitive_type: 'PRIMITIVE_TYPE_INVALID',
  pointer_primitive_type: 'PRIMITIVE_TYPE_INVALID', dynamic_shape_metadata_prefix_bytes: '0',
};

function dotDimensions(products: Readonly<Record<string, DotAxes>>): object {
  return Object.fromEntries(Object.entries(products).map(([name, [[left, right], [leftBatch, rightBatch]]]) => [
    `${name}_dot_dimension_numbers`,
    {
      lhs_contracting_dimensions: [String(left)], rhs_contracting_dimensions: [String(right)],
      lhs_batch_dimensions: leftBatch.map(String), rhs_batch_dimensions: rightBatch.map(String),
    },
  ]));
}
