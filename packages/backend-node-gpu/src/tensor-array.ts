/** Arrays on the device. */
import type { DType, Shape } from '@oneday/ops';
import { sameShape } from '@oneday/ops';
import { typeAttribute } from './binding.ts';
import type { TensorType } from './binding.ts';
import type { TensorFlow } from './tensor-flow.ts';

/** The type in which values of `dtype` are kept: narrow floats are numbers of `f32` that are rounded. */
export function storedType(dtype: DType): TensorType {
  return dtype === 'bf16' || dtype === 'f16' ? 'f32' : dtype;
}

/** What a reader wants of an array. */
export interface Wanted {
  readonly shape: Shape;
  readonly type: TensorType;
  /** Whether axes may be left unrepeated: operations on elements repeat them by themselves. */
  readonly mayRepeat: boolean;
}

/** A tensor as the content of an array. */
export interface Content {
  readonly id: number;
  readonly type: TensorType;
  /** The tensor's own shape … */
  readonly own: Shape;
  /** … and what it stands for: axes that are missing or of size 1 are repeated when a reader needs them so. */
  readonly full: Shape;
}

/** A tensor with the number of arrays whose content it is. */
interface Held extends Content {
  readonly holders: { count: number };
}

/** An array; it gets its tensor when it is computed. */
export class TensorArray {
  private readonly tensorFlow: TensorFlow;
  private content: Held | undefined;

  constructor(tensorFlow: TensorFlow) {
    this.tensorFlow = tensorFlow;
  }

  /** Takes over a tensor. */
  become(content: Content): void {
    this.release();
    this.content = { ...content, holders: { count: 1 } };
  }

  /** Has the content of `source`, too: tensors do not change. */
  share({ content }: TensorArray): void {
    content!.holders.count += 1;
    this.release();
    this.content = content;
  }

  /** Stands for `source`, read in `shape`, with axes repeated to `full`; nothing is computed where it is in `shape`. */
  repeat(source: TensorArray, shape: Shape, full: Shape): void {
    const { holders, ...content } = source.content!;
    this.release();
    if (sameShape(content.full, shape)) {
      holders.count += 1;
      this.content = { ...content, full, holders };
      return;
    }
    const made: number[] = [];
    source.as({ shape, type: content.type, mayRepeat: false }, made);
    const id = made.pop()!;
    made.forEach((other) => this.tensorFlow.delete(other));
    this.content = { id, type: content.type, own: shape, full, holders: { count: 1 } };
  }

  /**
   * A tensor of the content as it is wanted. Those that are made for it are appended to `made`, for the caller to
   * delete.
   */
  as(wanted: Wanted, made: number[]): number {
    const { type, own, full } = this.content!;
    let { id } = this.content!;
    const then = (next: number) => {
      made.push(next);
      id = next;
    };
    // Truths of the host come as integers.
    if (type !== wanted.type) {
      then(this.tensorFlow.run('Cast', [id], [typeAttribute('SrcT', type), typeAttribute('DstT', wanted.type)]));
    }
    const fits = sameShape(full, wanted.shape);
    if (fits && wanted.mayRepeat) return id;
    if (!sameShape(own, full)) then(this.tensorFlow.run('BroadcastTo', [id, this.tensorFlow.shape(full)]));
    if (!fits) then(this.tensorFlow.run('Reshape', [id, this.tensorFlow.shape(wanted.shape)]));
    return id;
  }

  release(): void {
    if (this.content === undefined) return;
    const { id, holders } = this.content;
    this.content = undefined;
    holders.count -= 1;
    if (holders.count === 0) this.tensorFlow.delete(id);
  }
}
