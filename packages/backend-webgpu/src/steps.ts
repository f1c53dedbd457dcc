/** The steps of one node: dispatches of our shaders, and products by TensorFlow.js. */
import { InvalidInputError } from '@oneday/core';
import type { Dispatch } from './pipelines.ts';
import { productShader, productTile } from './wgsl/matmul.ts';
import { commonWords, parameterWords } from './wgsl/shader.ts';
import type { Shader } from './wgsl/shader.ts';

/** Multiplications from which on a product is TensorFlow.js' on a card; compiling its kernels takes seconds. */
export const largeProduct = 2 ** 24;

/** One of a node's arrays. */
export interface ArrayReference {
  readonly role: 'input' | 'output' | 'scratch';
  readonly index: number;
}

/** A matrix product `[batch,rows,inner] × [batch,inner,columns]`. */
export interface Product {
  readonly a: ArrayReference;
  readonly b: ArrayReference;
  readonly out: ArrayReference;
  readonly batch: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** One step. */
export type Step =
  | { readonly kind: 'dispatch'; readonly dispatch: Dispatch; readonly arrays: readonly ArrayReference[] }
  | { readonly kind: 'product'; readonly product: Product };

/** Collects the steps of a node: what a kernel emits once, and every run repeats. */
export class Steps {
  readonly steps: Step[] = [];
  readonly scratchSizes: number[] = [];
  /** Outputs that are computed in the array of an input, output by input. */
  readonly inPlace = new Map<number, number>();
  private readonly largeProduct: number;

  /** @param large multiplications from which on a product is TensorFlow.js' */
  constructor(large: number) {
    this.largeProduct = large;
  }

  /**
   * Runs `shader` `count` times on arrays, in the order of its bindings; parameters are integers, or {@link floatBits}.
   *
   * @throws InvalidInputError for another number of arrays than bindings, or too many parameters
   */
  dispatch(shader: Shader, arrays: readonly ArrayReference[], count: number, parameters: readonly number[] = []): void {
    const most = parameterWords - commonWords;
    if (arrays.length !== shader.bindings.length || parameters.length > most) {
      throw new InvalidInputError(
        `webgpu: shader ${shader.key} takes ${shader.bindings.length} arrays and at most ${most} parameters; got ` +
          `${arrays.length} and ${parameters.length}`,
      );
    }
    if (count > 0) this.steps.push({ kind: 'dispatch', dispatch: { shader, parameters, count }, arrays });
  }

  /** Multiplies; `product.inner` is above 0. */
  product(product: Product): void {
    const { a, b, out, batch, rows, inner, columns, transposeA, transposeB } = product;
    if (batch * rows * inner * columns >= this.largeProduct) {
      this.steps.push({ kind: 'product', product });
      return;
    }
    const stridesA = transposeA ? [1, rows] : [inner, 1];
    const stridesB = transposeB ? [1, inner] : [columns, 1];
    const tiles = batch * Math.ceil(rows / productTile) * Math.ceil(columns / productTile);
    this.dispatch(productShader, [a, b, out], tiles, [rows, inner, columns, ...stridesA, ...stridesB]);
  }

  /** An array for the time of this node. Its content is undefined. */
  scratch(size: number): ArrayReference {
    this.scratchSizes.push(size);
    return { role: 'scratch', index: this.scratchSizes.length - 1 };
  }
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of a number as `f32`. */
export function floatBits(value: number): number {
  float[0] = value;
  return word[0]!;
}

/** A node's input. */
export function input(index: number): ArrayReference {
  return { role: 'input', index };
}

/** A node's output. */
export function output(index = 0): ArrayReference {
  return { role: 'output', index };
}
