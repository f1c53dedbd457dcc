/** Compiles a graph: analysis, then the steps of every node, then a place for every value. */
import type { Graph, Node, Spec, Value } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import { analyse } from './analysis.ts';
import type { Analysis } from './analysis.ts';
import type { AnyCpuKernel } from './cpu-kernel.ts';
import { isElementwise } from './destinations.ts';
import type { CpuVariable } from './device-memory.ts';
import { CpuExecutable } from './executable.ts';
import type { ExecutableParts, PlacedStep } from './executable.ts';
import type { KernelRunner } from './kernel-runner.ts';
import { lower } from './lower/lower.ts';
import { StepCollector } from './steps.ts';
import { bytesOf, viewOf } from './tensor.ts';
import type { Tensor } from './tensor.ts';
import { placeAll, Workspace, WorkspacePlace } from './workspace.ts';

/** What a node's lowering sees. */
export interface NodeContext {
  readonly steps: StepCollector;
  /** The tensor of a value. */
  tensor(value: Value): Tensor;
  /** The tensor of an elementwise operand, with the period at which it repeats. */
  operand(value: Value, size: number): readonly [tensor: Tensor, period: number];
  /** The tensor that an output of this node is written to. */
  output(value: Value): Tensor;
  /** Whether the output is added to what its tensor holds. */
  accumulates(value: Value): boolean;
  /** The number a value is known to be, if it is a constant of one element. */
  constantOf(value: Value): number | undefined;
  kernelOf(op: object): AnyCpuKernel;
}

/** Everything that compiling needs of the engine. */
export interface CompileHost {
  readonly runner: KernelRunner;
  readonly workspace: Workspace;
  kernelOf(op: object): AnyCpuKernel;
}

/** Compiles `graph`. */
export function compile(graph: Graph, host: CompileHost): CpuExecutable {
  const compiler = new Compiler(graph, host);
  return compiler.compile();
}

class Compiler {
  private readonly graph: Graph;
  private readonly host: CompileHost;
  private readonly analysis: Analysis;
  private readonly tensors = new Map<Value, Tensor>();
  private readonly places = new Set<WorkspacePlace>();
  private readonly constants = new Map<Value, Node & { kind: 'constant' }>();
  private readonly variables = new Set<CpuVariable>();
  private readonly steps: PlacedStep[] = [];

  constructor(graph: Graph, host: CompileHost) {
    this.graph = graph;
    this.host = host;
    this.analysis = analyse(graph, (op) => host.kernelOf(op));
  }

  compile(): CpuExecutable {
    const { graph, host } = this;
    for (const value of graph.inputs) this.place(value).use(-1);
    graph.nodes.forEach((node, index) => this.compileNode(node, index));
    graph.outputs.forEach((value) => this.useAt(this.tensor(value), graph.nodes.length));
    const constants = this.usedConstants();
    const workspaceBytes = placeAll([...this.places]);
    host.workspace.reserve(workspaceBytes);
    return new CpuExecutable({
      name: graph.name,
      runner: host.runner,
      workspace: host.workspace,
      workspaceBytes,
      steps: this.steps,
      inputs: graph.inputs.map((value) => this.tensor(value)),
      outputs: graph.outputs.map((value) => this.tensor(value)),
      constants,
      variables: [...this.variables],
    });
  }

  /** Appends the steps of a node, if it takes any, and notes what they use. */
  private compileNode(node: Node, index: number): void {
    if (node.kind === 'input' || this.analysis.skipped.has(node)) return;
    const output = node.outputs[0];
    if (node.kind === 'read') {
      const variable = node.attributes.variable as CpuVariable;
      this.variables.add(variable);
      this.tensors.set(output!, variable.tensor);
      return;
    }
    if (node.kind === 'constant') {
      this.constants.set(output!, node);
      return;
    }
    if (output !== undefined && this.analysis.root(output) !== output) {
      this.tensors.set(output, viewOf(this.tensor(this.analysis.root(output)), output));
      return;
    }
    const collector = new StepCollector((spec) => this.newTensor(spec));
    this.chooseOutputs(node, index);
    lower(node, this.contextOf(collector));
    const used = [...node.inputs, ...node.outputs].map((value) => this.analysis.repeated.get(value)?.source ?? value);
    [...used.map((value) => this.tensor(value)), ...collector.scratches].forEach((tensor) =>
      this.useAt(tensor, index),
    );
    collector.steps.forEach((step) => this.steps.push({ step, origin: node.origin }));
  }

  /** Constants that some step reads, kept in place for the whole program. */
  private usedConstants(): ExecutableParts['constants'] {
    return [...this.constants].flatMap(([value, { attributes: { data } }]) => {
      const place = this.tensors.get(value)?.place as WorkspacePlace | undefined;
      if (place === undefined) return [];
      place.use(-1);
      place.use(this.graph.nodes.length);
      return [{ place, data, dtype: value.dtype }];
    });
  }

  /** Gives each output its tensor: a variable's, one over a dying operand, or a new one. */
  private chooseOutputs(node: Node, index: number): void {
    for (const value of node.outputs) {
      const variable = this.analysis.destinations.get(value) as CpuVariable | undefined;
      if (variable !== undefined) {
        this.variables.add(variable);
        this.tensors.set(value, variable.tensor);
        continue;
      }
      const over = isElementwise(node) ? this.dyingOperand(node, value, index) : undefined;
      if (over === undefined) this.place(value);
      else this.tensors.set(value, viewOf(over, value));
    }
    if (node.kind === 'assign') this.variables.add(node.attributes.variable as CpuVariable);
  }

  private dyingOperand(node: Node, output: Value, index: number): Tensor | undefined {
    const operand = node.inputs.find((value) => {
      if (this.analysis.repeated.has(value) || this.constants.has(this.analysis.root(value))) return false;
      const root = this.analysis.root(value);
      return (
        this.analysis.lastUse(root) === index &&
        sizeOf(root.shape) === sizeOf(output.shape) &&
        this.tensor(value).place instanceof WorkspacePlace
      );
    });
    return operand === undefined ? undefined : this.tensor(operand);
  }

  private contextOf(steps: StepCollector): NodeContext {
    return {
      steps,
      tensor: (value) => this.tensor(value),
      operand: (value, size) => {
        const repeated = this.analysis.repeated.get(value);
        return repeated === undefined ? [this.tensor(value), size] : [this.tensor(repeated.source), repeated.period];
      },
      output: (value) => this.tensor(value),
      accumulates: (value) => this.analysis.accumulated.has(value),
      constantOf: (value) => {
        const node = this.constants.get(this.analysis.root(value));
        return node !== undefined && node.attributes.data.length === 1 ? Number(node.attributes.data[0]) : undefined;
      },
      kernelOf: (op) => this.host.kernelOf(op),
    };
  }

  private tensor(value: Value): Tensor {
    const tensor = this.tensors.get(value);
    if (tensor !== undefined) return tensor;
    if (!this.constants.has(value)) throw new Error(`${this.graph.name}: value %${value.id} is used before it is made`);
    this.place(value);
    return this.tensors.get(value)!;
  }

  private place(value: Value): WorkspacePlace {
    const tensor = this.newTensor(value);
    this.tensors.set(value, tensor);
    return tensor.place as WorkspacePlace;
  }

  private newTensor(spec: Spec): Tensor {
    const place = new WorkspacePlace(this.host.workspace, bytesOf(spec.shape));
    this.places.add(place);
    return { shape: spec.shape, dtype: spec.dtype, place };
  }

  private useAt(tensor: Tensor, index: number): void {
    if (tensor.place instanceof WorkspacePlace) tensor.place.use(index);
  }
}
