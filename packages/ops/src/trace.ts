/** The nodes of a program while it is recorded, and what may not be used in it. */
import { ForeignValueError, ShapeError, StaleReadError } from '@oneday/core';
import { liveNodes } from './graph.ts';
import type { Graph, Node, NodeAttributes, NodeKind } from './graph.ts';
import { describe, Value } from './value.ts';
import type { Spec, Variable } from './value.ts';

/** A variable, and how often it had been assigned when it was read. */
interface Reading {
  readonly variable: Variable;
  readonly version: number;
}

/** One recording. Its values belong to it alone. */
export class Trace {
  private readonly nodes: Node[] = [];
  private readonly inputs: Value[] = [];
  /** For reads, and what shares their memory. */
  private readonly readings = new Map<Value, Reading>();
  private readonly versions = new Map<Variable, number>();
  private readonly origins: string[] = [];
  private valueCount = 0;

  /** Appends a node; gives the values of its outputs. Checks that its inputs may be used. */
  add<K extends NodeKind>(
    kind: K,
    attributes: NodeAttributes[K],
    inputs: readonly Value[],
    outputs: readonly Spec[],
    name: string = kind,
  ): Value[] {
    const origin = this.origins.at(-1) ?? name;
    inputs.forEach((value) => this.check(origin, value));
    const values = outputs.map((spec) => new Value(spec, this.valueCount++, this));
    this.nodes.push({ kind, attributes, inputs: [...inputs], outputs: values, origin } as unknown as Node);
    return values;
  }

  /** Appends a node with one output. */
  one<K extends NodeKind>(
    kind: K,
    attributes: NodeAttributes[K],
    inputs: readonly Value[],
    output: Spec,
    name: string = kind,
  ): Value {
    return this.add(kind, attributes, inputs, [output], name)[0]!;
  }

  /** Appends an input. */
  input(spec: Spec): Value {
    const value = this.one('input', { index: this.inputs.length }, [], spec);
    this.inputs.push(value);
    return value;
  }

  /** Appends the reading of a variable; the value goes stale with the next assignment. */
  read(variable: Variable): Value {
    const value = this.one('read', { variable }, [], variable);
    this.readings.set(value, { variable, version: this.versionOf(variable) });
    return value;
  }

  /** Appends an assignment. */
  assign(variable: Variable, next: Value): void {
    this.add('assign', { variable }, [next], []);
    this.versions.set(variable, this.versionOf(variable) + 1);
  }

  /** Notes that `value` may lie in the memory of `x`, so that it goes stale with it. */
  sharing(x: Value, value: Value): Value {
    const reading = this.readings.get(x);
    if (reading !== undefined) this.readings.set(value, reading);
    return value;
  }

  /** Records with the nodes marked as coming from `origin`. */
  within<T>(origin: string, record: () => T): T {
    this.origins.push(origin);
    try {
      return record();
    } finally {
      this.origins.pop();
    }
  }

  /** The graph that leads to `outputs`. */
  finish(name: string, outputs: readonly Value[]): Graph {
    outputs.forEach((value) => this.check('output', value));
    return { name, nodes: liveNodes(this.nodes, outputs), inputs: this.inputs, outputs };
  }

  private versionOf(variable: Variable): number {
    return this.versions.get(variable) ?? 0;
  }

  private check(origin: string, value: Value): void {
    if (!(value instanceof Value)) {
      const given = typeof value === 'object' ? 'an object' : String(value);
      throw new ShapeError(`${origin}: an operand is ${given}, not a value; read variables and make constants first`);
    }
    if (value.trace !== this) {
      throw new ForeignValueError(`${origin}: ${describe(value)} belongs to another program; pass it as an input`);
    }
    const reading = this.readings.get(value);
    if (reading !== undefined && reading.version !== this.versionOf(reading.variable)) {
      const { name } = reading.variable;
      throw new StaleReadError(`${origin}: variable ${name} was read before it was assigned; read it again`);
    }
  }
}
