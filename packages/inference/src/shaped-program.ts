/** A program that is compiled for each shape when that shape first comes. */
import type { Backend, Feeds, Ops, Owned, Program, Shapes, ValueTree } from '@oneday/ops';
import { shapesOf } from '@oneday/ops';

/** Runs a program on inputs of any shapes, each prepared once. */
export class ShapedProgram<I extends ValueTree, O extends ValueTree> {
  private readonly program: Program<I, O>;

  constructor(backend: Backend, name: string, fn: (o: Ops, inputs: I) => O) {
    this.program = backend.program(name, fn);
  }

  /** Enqueues a run, after compiling for these shapes if they are new. The caller owns what it gives. */
  async run(inputs: Feeds<I>): Promise<Owned<O>> {
    await this.program.prepare(shapesOf(inputs) as unknown as Shapes<I>);
    return this.program.run(inputs);
  }
}

/** The smallest power of two that is at least `size` and `least`, but at most `most`: few shapes for many sizes. */
export function roundedSize(size: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, 2 ** Math.ceil(Math.log2(Math.max(1, size)))));
}
