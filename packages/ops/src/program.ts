/** Programs: recorded twice, compiled once per input shapes, run many times. */
import { ForeignValueError, ImpureProgramError, ProgramError, ShapeError, UnpreparedShapeError } from '@oneday/core';
import type { CompileReport, Program } from './backend.ts';
import type { Engine, Executable } from './engine.ts';
import { firstDifference } from './graph.ts';
import type { Graph } from './graph.ts';
import type { Ops } from './ops.ts';
import { withShiftedSurroundings } from './purity.ts';
import { Recorder } from './recorder.ts';
import type { KernelChoice, RecorderHost } from './recorder.ts';
import { isFeed, isSpec, isValue, leavesOf, replaceLeaves, specOfFeed } from './tree.ts';
import type { Feed, Feeds, Leaf, Owned, Shapes, ValueTree } from './tree.ts';
import { describe, sizeOf } from './value.ts';
import type { DeviceArray, HostArray, Spec, Value } from './value.ts';

/** What programs share with their backend. */
export interface ProgramHost {
  readonly engine: Engine;
  readonly recorder: RecorderHost;
  /** Throws `BackendClosedError` once the backend is closed. */
  assertOpen(): void;
  /** Whether an array is an output of one of the backend's programs. */
  ownsArray(array: DeviceArray): boolean;
  noteArrays(arrays: readonly DeviceArray[]): void;
  noteChoices(program: string, choices: readonly KernelChoice[]): void;
  /** Called for every executable, so that closing can free it. */
  noteExecutable(executable: Executable): void;
}

interface Recording {
  readonly graph: Graph;
  /** The function's result, with values as leaves. */
  readonly result: unknown;
  readonly choices: readonly KernelChoice[];
}

interface Prepared {
  readonly executable: Executable;
  readonly result: unknown;
  /** Nodes of its graph. */
  readonly nodes: number;
}

/** Records `fn` once, for inputs like `like`. */
export function record<I extends ValueTree, O extends ValueTree>(
  name: string,
  fn: (o: Ops, inputs: I) => O,
  like: Shapes<I>,
  host: RecorderHost,
): Recording {
  return namingProgram(name, () => {
    const recorder = new Recorder(host);
    const specs = leavesOf(like, isSpec);
    const inputs = replaceLeaves(
      like,
      isSpec,
      specs.map(({ leaf }) => recorder.input(leaf)),
    ) as I;
    const result = fn(recorder, inputs);
    if (result instanceof Promise) {
      // What it throws later tells nothing more than that it is async.
      result.catch(() => undefined);
      throw new ImpureProgramError('the function is async; it only records, so it must return at once');
    }
    const outputs = outputsOf(result);
    const graph = recorder.finish(
      name,
      outputs.map(({ leaf }) => leaf),
    );
    if (graph.outputs.length === 0 && !graph.nodes.some((node) => node.kind === 'assign')) {
      throw new ImpureProgramError('the function gives no value and assigns no variable; return what it computes');
    }
    return { graph, result, choices: recorder.choices };
  });
}

/** Compiles and keeps one executable for each set of input shapes. */
export class CompiledProgram<I extends ValueTree, O extends ValueTree> implements Program<I, O> {
  readonly name: string;
  private readonly fn: (o: Ops, inputs: I) => O;
  private readonly host: ProgramHost;
  private readonly prepared = new Map<string, Prepared>();
  /** Whoever asks for shapes that are being compiled waits for the same executable. */
  private readonly preparing = new Map<string, Promise<Prepared>>();

  constructor(name: string, fn: (o: Ops, inputs: I) => O, host: ProgramHost) {
    this.name = name;
    this.fn = fn;
    this.host = host;
  }

  async prepare(like: Shapes<I>): Promise<CompileReport> {
    this.host.assertOpen();
    const start = performance.now();
    const { executable: { workspaceBytes }, nodes } = await this.preparedFor(like);
    const seconds = (performance.now() - start) / 1000;
    return { program: this.name, seconds, nodes, ...(workspaceBytes === undefined ? {} : { workspaceBytes }) };
  }

  private preparedFor(like: Shapes<I>): Prepared | Promise<Prepared> {
    const key = signature(leavesOf(like, isSpec));
    const known = this.prepared.get(key) ?? this.preparing.get(key);
    if (known !== undefined) return known;
    const preparing = this.compile(like)
      .then((prepared) => {
        this.prepared.set(key, prepared);
        return prepared;
      })
      .finally(() => this.preparing.delete(key));
    this.preparing.set(key, preparing);
    return preparing;
  }

  private async compile(like: Shapes<I>): Promise<Prepared> {
    const first = record(this.name, this.fn, like, this.host.recorder);
    const second = withShiftedSurroundings(() => record(this.name, this.fn, like, this.host.recorder));
    const difference = firstDifference(first.graph, second.graph) ?? differentNames(first, second);
    if (difference !== undefined) {
      throw new ImpureProgramError(
        `two recordings differ: ${difference}; the function must not depend on clocks, random sources or outside state`,
        { program: this.name },
      );
    }
    const executable = await this.host.engine.compile(first.graph);
    this.host.noteExecutable(executable);
    this.host.noteChoices(this.name, first.choices);
    return { executable, result: first.result, nodes: first.graph.nodes.length };
  }

  run(inputs: Feeds<I>): Owned<O> {
    this.host.assertOpen();
    const feeds = leavesOf(inputs, isFeed);
    const specs = feeds.map(({ path, leaf }) => ({ path, leaf: specOfFeed(leaf) }));
    const prepared = this.prepared.get(signature(specs));
    if (prepared === undefined) {
      const known = [...this.prepared.keys()].map((key) => `(${key})`).join(' or ') || 'nothing';
      throw new UnpreparedShapeError(
        `run got (${signature(specs)}), but ${known} was prepared; prepare these shapes first`,
        { program: this.name },
      );
    }
    const outputs = prepared.executable.run(feeds.map(({ path, leaf }) => this.checkedFeed(path, leaf)));
    this.host.noteArrays(outputs);
    return replaceLeaves(prepared.result, isValue, outputs) as Owned<O>;
  }

  private checkedFeed(path: string, feed: Feed): HostArray | DeviceArray {
    if (typeof feed === 'number') return { shape: [], data: Float32Array.of(feed) };
    const program = this.name;
    if (!('data' in feed)) {
      if (this.host.ownsArray(feed)) return feed;
      const rule = `input ${path} is no output of this backend; read it and feed its elements`;
      throw new ForeignValueError(rule, { program });
    }
    if (feed.data.length !== sizeOf(feed.shape)) {
      const given = `[${feed.shape.join(',')}] but has ${feed.data.length} elements`;
      throw new ShapeError(`input ${path} is ${given}`, { program });
    }
    return feed;
  }
}

/** How two recordings with one graph name their outputs differently. */
function differentNames(first: Recording, second: Recording): string | undefined {
  const [x, y] = [first, second].map(({ result }) => leavesOf(result, isValue).map(({ path }) => path).join(', '));
  return x === y ? undefined : `the outputs are named ${x}, then ${y}`;
}

function outputsOf(result: unknown): Leaf<Value>[] {
  try {
    return leavesOf(result, isValue);
  } catch (error) {
    throw new ImpureProgramError(`the function returned something else than values: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Adds the program's name to errors of the ops in it. */
function namingProgram<T>(program: string, fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    if (!(error instanceof ProgramError) || error.program !== undefined) throw error;
    const Kind = error.constructor as new (
      rule: string,
      location: { program: string; op?: string; cause: unknown },
    ) => ProgramError;
    throw new Kind(error.rule, { program, ...(error.op === undefined ? {} : { op: error.op }), cause: error });
  }
}

function signature(specs: readonly Leaf<Spec>[]): string {
  return specs.map(({ path, leaf }) => `${path} ${describe(leaf)}`).join(', ');
}
