/** The engine of the oracle. */
import { OnedayError } from '@oneday/core';
import type { TypedArray } from '@oneday/core';
import type { DeviceArray, Engine, Variable, VariableSpec } from '@oneday/ops';
import { executableOf, Float64DeviceArray } from './executable.ts';
import type { Interpreter } from './interpreter.ts';
import { Memory } from './memory.ts';
import { fromHost, zeros } from './tensor.ts';
import type { Tensor } from './tensor.ts';

/** An engine that computes each node by `interpreter`, at once, on the host. */
export function float64Engine(interpreter: Interpreter): Engine {
  const variables = new Map<Variable, Tensor>();
  const memory = new Memory();
  const tensorOf = (variable: Variable): Tensor => {
    const tensor = variables.get(variable);
    if (tensor === undefined) {
      throw new OnedayError(`variable ${variable.name} was freed or belongs to another backend`);
    }
    return tensor;
  };
  const replace = (variable: Variable, next: Tensor): void => {
    memory.give(tensorOf(variable));
    memory.take(next);
    variables.set(variable, next);
  };
  return {
    name: 'float64',
    device: { description: 'interpreter in float64', kind: 'oracle', threads: 1 },
    can: { deterministic: true, fastOperands: [] },
    kernel: () => undefined,
    createVariable({ name, shape, dtype }: VariableSpec, initial: TypedArray | undefined): Variable {
      const variable: Variable = { kind: 'variable', name, shape: [...shape], dtype };
      const tensor = initial === undefined ? zeros(variable) : fromHost(variable, initial);
      variables.set(variable, tensor);
      memory.take(tensor);
      return variable;
    },
    readVariable: async (variable) => tensorOf(variable).data.slice(),
    writeVariable: (variable, data) => replace(variable, fromHost(variable, data)),
    freeVariable(variable) {
      memory.give(tensorOf(variable));
      variables.delete(variable);
    },
    async read(array: DeviceArray) {
      if (!(array instanceof Float64DeviceArray)) throw new OnedayError('read: the array belongs to another backend');
      return array.tensor().data.slice();
    },
    compile: async (graph) => executableOf(graph, { interpreter, memory, read: tensorOf, assign: replace }),
    async sync() {},
    memory: () => memory.report(),
    async close() {
      variables.clear();
    },
  };
}
