/** What a suite is given, and how it opens it. */
import { disposeAll, shapesOf } from '@oneday/ops';
import type { Backend, DeviceArray, Feeds, Ops, Shapes, Value } from '@oneday/ops';
import { afterAll, beforeAll } from 'vitest';
import type { NamedValues } from '../cases/operation-case.ts';

/** A backend to hold to the contract. */
export interface ConformanceOptions {
  /** For the names of the tests. */
  readonly name: string;
  /** Opens it. */
  open(): Promise<Backend>;
  /** Opens it with its kernels switched off, so that every fused op runs its reference. */
  openReference?(): Promise<Backend>;
  /** How many cases are put into one program, for a backend whose compiler takes long. Default 1. */
  readonly casesPerProgram?: number;
}

/** A backend to hold to the contract in some operations. */
export interface CaseOptions extends Pick<ConformanceOptions, 'name' | 'open' | 'casesPerProgram'> {
  /** Which cases, by their names. Default: all. */
  isIncluded?(name: string): boolean;
}

/** Opens a backend before the tests of the surrounding `describe`, and closes it after them. */
export function opened(open: () => Promise<Backend>): () => Backend {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });
  afterAll(() => backend.close());
  return () => backend;
}

/** Prepares and runs `fn` once. */
export async function runOnce<I extends object, O extends NamedValues>(
  backend: Backend, fn: (o: Ops, inputs: I) => O, inputs: Feeds<I>, name = 'once',
): Promise<{ readonly [K in keyof O]: number[] }> {
  const program = backend.program(name, fn);
  await program.prepare(shapesOf(inputs) as Shapes<I>);
  return readAll(backend, program.run(inputs) as { readonly [K in keyof O]: DeviceArray });
}

/** The elements of arrays, which are disposed of. */
export async function readAll<K extends PropertyKey>(
  backend: Backend, arrays: { readonly [P in K]: DeviceArray },
): Promise<{ readonly [P in K]: number[] }> {
  const read: [string, number[]][] = [];
  for (const [name, array] of Object.entries<DeviceArray>(arrays)) {
    read.push([name, Array.from(await backend.read(array))]);
  }
  disposeAll(arrays);
  return Object.fromEntries(read) as { readonly [P in K]: number[] };
}

/** The elements of arrays that a scope gives. */
export async function evaluate<O extends NamedValues>(
  backend: Backend, fn: (o: Ops) => O,
): Promise<{ readonly [K in keyof O]: number[] }> {
  return readAll(backend, (await backend.scope(fn)) as { readonly [K in keyof O]: DeviceArray });
}

/** An input `x`. */
export type X = { readonly x: Value };
