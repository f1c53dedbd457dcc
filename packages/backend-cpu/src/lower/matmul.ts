/** Matrix products. */
import type { NodeOf, Value } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { NodeContext } from '../compile.ts';
import type { Steps } from '../steps.ts';
import type { Slot } from '../tensor.ts';

/** Numbers of the activations in the kernels; 0 is none. */
export const activationCodes = { none: 0, gelu: 1, geluTanh: 2, relu: 3, reluSquared: 4, silu: 5 } as const;

/**
 * A batched product C (+)= op(A)·op(B), with what may follow it. Strides between matrices of the batch count
 * elements.
 */
export interface Product {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: Slot;
  readonly transposeA: boolean;
  readonly b: Slot;
  readonly transposeB: boolean;
  readonly c: Slot;
  readonly accumulate: boolean;
  /** [columns] */
  readonly bias?: Slot | undefined;
  readonly activation?: number | undefined;
  /** Laid out as C. */
  readonly residual?: Slot | undefined;
  /** Gets the values before the activation, laid out as C. */
  readonly beforeActivation?: Slot | undefined;
}

/** Emits a product over dense operands. */
export function emitProduct(steps: Steps, product: Product): void {
  const { batch, rows, columns, depth, transposeA, transposeB } = product;
  steps.kernel(
    'matmul',
    [
      batch,
      rows,
      columns,
      depth,
      product.a,
      rows * depth,
      transposeA ? rows : depth,
      Number(transposeA),
      product.b,
      depth * columns,
      transposeB ? depth : columns,
      Number(transposeB),
      product.c,
      rows * columns,
      columns,
      Number(product.accumulate),
      product.bias ?? 0,
      product.activation ?? 0,
      product.residual ?? 0,
      product.beforeActivation ?? 0,
    ],
    (batch * rows * columns * depth) / 4,
  );
}

/** A batched product; leading axes are the batch. */
export function lowerMatmul(context: NodeContext, node: NodeOf<'matmul'>): void {
  const [a, b] = node.inputs as [Value, Value];
  const out = node.outputs[0]!;
  const { transposeA, transposeB } = node.attributes;
  const [rows, columns] = out.shape.slice(-2) as [number, number];
  emitProduct(context.steps, {
    batch: sizeOf(out.shape.slice(0, -2)),
    rows,
    columns,
    depth: a.shape.at(transposeA ? -2 : -1)!,
    a: context.tensor(a),
    transposeA,
    b: context.tensor(b),
    transposeB,
    c: context.output(out),
    accumulate: context.accumulates(out),
  });
}
