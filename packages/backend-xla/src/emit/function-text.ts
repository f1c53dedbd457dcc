/** The text of one function while it is written, line by line. */
import type { TypedArray } from '@oneday/core';
import type { DType, Spec } from '@oneday/ops';
import { denseAttribute, isEmpty, tensorType } from './tensor-type.ts';

/** A value in the text: its name and its type. */
export interface Name extends Spec {
  /** `%12`. */
  readonly text: string;
}

/** Lines of a function's body. */
export class FunctionText {
  readonly lines: string[] = [];
  /** Where each line was recorded. */
  readonly origins: string[] = [];
  /** Functions that the lines call, by name. */
  readonly callees = new Map<string, string>();
  private readonly constants = new Map<string, Name>();
  private origin = '';
  private count = 0;

  /** Says what the lines that follow come from. */
  from(origin: string): void {
    this.origin = origin;
  }

  /** Appends a line that makes one value. `text` is all that stands right of `=`. */
  value(spec: Spec, text: string): Name {
    return this.values([spec], text)[0]!;
  }

  /** Appends a line that makes several. */
  values(specs: readonly Spec[], text: string): Name[] {
    const name = `%${this.count++}`;
    this.lines.push(`${name}${specs.length > 1 ? `:${specs.length}` : ''} = ${text}`);
    this.origins.push(this.origin);
    return specs.map(({ shape, dtype }, i) => ({ shape, dtype, text: specs.length > 1 ? `${name}#${i}` : name }));
  }

  /** An op of StableHLO whose operands all have the result's type. */
  same(op: string, result: Spec, ...operands: readonly Name[]): Name {
    return this.value(result, `stablehlo.${op} ${names(operands)} : ${tensorType(result)}`);
  }

  /** An op of StableHLO with the types of its operands and result. `rest` stands between operands and types. */
  op(op: string, result: Spec, operands: readonly Name[], rest = ''): Name {
    const types = `(${operands.map(tensorType).join(', ')}) -> ${tensorType(result)}`;
    return this.value(result, `stablehlo.${op} ${names(operands)}${rest} : ${types}`);
  }

  /** A known array. One that was written already is used again. */
  constant(spec: Spec, data: TypedArray): Name {
    const text = `stablehlo.constant ${denseAttribute(spec.dtype, data)} : ${tensorType(spec)}`;
    const known = this.constants.get(text) ?? this.value(spec, text);
    this.constants.set(text, known);
    return known;
  }

  /** A known number, in all places of `spec`. */
  filled(spec: Spec, value: number): Name {
    const one: Readonly<Record<DType, (x: number) => TypedArray>> = {
      f32: (x) => Float32Array.of(x), f16: (x) => Float32Array.of(x), bf16: (x) => Float32Array.of(x),
      i32: (x) => Int32Array.of(x), u32: (x) => Uint32Array.of(x), bool: (x) => Uint8Array.of(x),
    };
    return this.constant(spec, isEmpty(spec.shape) ? new Float32Array(0) : one[spec.dtype](value));
  }

  /** @param direction `EQ`, `LT` … */
  compare(direction: string, a: Name, b: Name): Name {
    const kind = { i32: 'SIGNED', u32: 'UNSIGNED', bool: 'UNSIGNED' }[a.dtype as string] ?? 'FLOAT';
    const result = { shape: a.shape, dtype: 'bool' } as const;
    const types = `(${tensorType(a)}, ${tensorType(b)}) -> ${tensorType(result)}`;
    return this.value(result, `stablehlo.compare ${direction}, ${names([a, b])}, ${kind} : ${types}`);
  }

  /** Chooses element by element. */
  select(condition: Name, a: Name, b: Name): Name {
    const types = `${tensorType(condition)}, ${tensorType(a)}`;
    return this.value(a, `stablehlo.select ${names([condition, a, b])} : ${types}`);
  }

  /** Axis i of `x` becomes axis `dimensions[i]`; the others repeat it. */
  broadcast(x: Name, spec: Spec, dimensions: readonly number[]): Name {
    return this.op('broadcast_in_dim', spec, [x], `, dims = [${dimensions.join(', ')}]`);
  }
}

/** `%1, %2`. */
export function names(operands: readonly Name[]): string {
  return operands.map(({ text }) => text).join(', ');
}
