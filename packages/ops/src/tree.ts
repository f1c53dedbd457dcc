/** Nested records and arrays of values: the inputs and outputs of programs and of checkpointed blocks. */
import { ShapeError } from '@oneday/core';
import { sameShape, Value } from './value.ts';
import type { DeviceArray, HostArray, Spec } from './value.ts';

/**
 * What a program or a block takes and gives: a value, or records and arrays of them, nested. `undefined` fields are
 * left out. The type is as loose as TypeScript's recursion needs; a leaf that is no value is refused while recording.
 */
export type ValueTree = object | void;

type MapLeaves<T, To> = T extends Value
  ? To
  : T extends undefined | void
    ? T
    : { readonly [K in keyof T]: MapLeaves<T[K], To> };

/** What may be fed for each value of a program's inputs; a number becomes an `f32` scalar on the device. */
export type Feed = HostArray | DeviceArray | number;
/** `I` with every value replaced by what is fed for it. */
export type Feeds<I> = MapLeaves<I, Feed>;
/** `I` with every value replaced by its shape and element type. */
export type Shapes<I> = MapLeaves<I, Spec>;
/** `O` with every value replaced by an array that the caller owns and disposes of. */
export type Owned<O> = MapLeaves<O, DeviceArray>;

/** `F`, something that is fed, with every leaf replaced by its shape and element type. */
export type ShapesOf<F> = F extends Feed ? Spec : F extends undefined ? F : { readonly [K in keyof F]: ShapesOf<F[K]> };

/** The shapes of what is fed: `program.prepare(shapesOf(inputs))` compiles for inputs like these. */
export function shapesOf<F>(inputs: F): ShapesOf<F> {
  const specs = leavesOf(inputs, isFeed).map(({ leaf }) => specOfFeed(leaf));
  return replaceLeaves(inputs, isFeed, specs) as ShapesOf<F>;
}

/** Disposes of every array of what a program gave. */
export function disposeAll(owned: object | undefined): void {
  leavesOf(owned, isDeviceArray).forEach(({ leaf }) => leaf.dispose());
}

/** A leaf with its path, such as `blocks.0.weight`. */
export interface Leaf<T> {
  readonly path: string;
  readonly leaf: T;
}

/** The leaves of `tree` in a fixed order: arrays by index, records by sorted key. */
export function leavesOf<T>(tree: unknown, isLeaf: (node: unknown) => node is T, path = ''): Leaf<T>[] {
  if (tree === undefined) return [];
  if (isLeaf(tree)) return [{ path, leaf: tree }];
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) {
    throw new TypeError(
      `${path || 'the tree'} is ${describeNode(tree)}, which is neither a leaf nor a record or array`,
    );
  }
  const keys = Array.isArray(tree) ? [...tree.keys()].map(String) : Object.keys(tree).sort();
  const record = tree as Record<string, unknown>;
  return keys.flatMap((key) => leavesOf(record[key], isLeaf, path === '' ? key : `${path}.${key}`));
}

/** `tree` with its leaves replaced, in the order of {@link leavesOf}. */
export function replaceLeaves<T, To>(
  tree: unknown,
  isLeaf: (node: unknown) => node is T,
  replacements: readonly To[],
): unknown {
  let next = 0;
  const visit = (node: unknown): unknown => {
    if (node === undefined) return undefined;
    if (isLeaf(node)) return replacements[next++];
    if (Array.isArray(node)) return node.map(visit);
    const record = node as Record<string, unknown>;
    const replaced = new Map(
      Object.keys(record)
        .sort()
        .map((key) => [key, visit(record[key])]),
    );
    return Object.fromEntries(Object.keys(record).map((key) => [key, replaced.get(key)]));
  };
  return visit(tree);
}

/** Whether `node` is a value of a program. */
export function isValue(node: unknown): node is Value {
  return node instanceof Value;
}

/** Whether `node` is a shape with an element type. */
export function isSpec(node: unknown): node is Spec {
  return isRecord(node) && Array.isArray(node['shape']) && typeof node['dtype'] === 'string';
}

/** Whether `node` can be fed to a program. */
export function isFeed(node: unknown): node is Feed {
  if (typeof node === 'number') return true;
  return (
    isRecord(node) &&
    Array.isArray(node['shape']) &&
    (ArrayBuffer.isView(node['data']) || node['kind'] === 'deviceArray')
  );
}

/** Whether `node` is an array on a device. */
function isDeviceArray(node: unknown): node is DeviceArray {
  return isRecord(node) && node['kind'] === 'deviceArray';
}

/** The element type of a host array. */
const elementTypes = [[Float32Array, 'f32'], [Int32Array, 'i32'], [Uint32Array, 'u32'], [Uint8Array, 'bool']] as const;

/** Shape and element type of what is fed. @throws ShapeError for arrays of other elements */
export function specOfFeed(feed: Feed): Spec {
  if (typeof feed === 'number') return { shape: [], dtype: 'f32' };
  if ('dtype' in feed) return { shape: feed.shape, dtype: feed.dtype };
  const known = elementTypes.find(([Elements]) => feed.data instanceof Elements);
  if (known === undefined) {
    const names = elementTypes.map(([Elements]) => Elements.name).join(', ');
    throw new ShapeError(`the elements of an input are a ${feed.data.constructor.name}; give one of ${names}`);
  }
  return { shape: feed.shape, dtype: known[1] };
}

/** Whether two specs are the same. */
export function sameSpec(a: Spec, b: Spec): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null;
}

function describeNode(node: unknown): string {
  return ArrayBuffer.isView(node) ? node.constructor.name : node === null ? 'null' : `a ${typeof node}`;
}
