/** Named variables on a backend: a model's parameters, their gradients, an optimizer's moments, a decoder's cache. */
import { InvalidInputError, suggestName } from '@oneday/core';
import type { Backend, Variable, VariableSpec } from '@oneday/ops';
import { initialValues, requireDistinctNames } from './parameter.ts';
import type { ParameterSpec } from './parameter.ts';

/** Variables by name, in a fixed order. Iterating gives `[name, variable]`, as a map does. */
export class Bound implements Iterable<readonly [name: string, variable: Variable]> {
  private readonly variables: ReadonlyMap<string, Variable>;
  /** What the names in messages begin with: the scopes that lead here. */
  private readonly prefix: string;

  constructor(variables: ReadonlyMap<string, Variable>, prefix = '') {
    this.variables = variables;
    this.prefix = prefix;
  }

  /** The variable `name`. @throws InvalidInputError for an unknown name, with the nearest known one */
  get(name: string): Variable {
    const variable = this.variables.get(name);
    if (variable !== undefined) return variable;
    throw new InvalidInputError(`no variable "${this.prefix}${name}"; ${suggestName(name, this.names())}`);
  }

  /** Whether there is a variable `name`. */
  has(name: string): boolean {
    return this.variables.has(name);
  }

  /** The variables below `prefix`, under the rest of their names: `scope('blocks.0').get('qkv.weight')`. */
  scope(prefix: string): Bound {
    const start = `${prefix}.`;
    const inside = [...this.variables].filter(([name]) => name.startsWith(start));
    if (inside.length === 0) {
      throw new InvalidInputError(`no variables below "${this.prefix}${start}"; names are ${this.names().join(', ')}`);
    }
    const renamed = inside.map(([name, variable]) => [name.slice(start.length), variable] as const);
    return new Bound(new Map(renamed), `${this.prefix}${start}`);
  }

  /** The names, in order. */
  names(): readonly string[] {
    return [...this.variables.keys()];
  }

  [Symbol.iterator](): Iterator<readonly [name: string, variable: Variable]> {
    return this.variables[Symbol.iterator]();
  }
}

/**
 * Makes a model's parameters, with their initial values, on `backend`.
 * @throws InvalidInputError when two share a name
 */
export function bind(backend: Backend, parameters: readonly ParameterSpec[], seed: number): Bound {
  return boundTo(parameters, (spec) => {
    const { name, shape } = spec;
    return backend.variable({ name, shape, dtype: 'f32' }, initialValues(spec, seed));
  });
}

/**
 * Makes variables of zeros on `backend`: gradients, moments, caches.
 *
 * @param role what they are, `gradient`; messages about a variable then open with it
 */
export function bindZeros(backend: Backend, specs: readonly VariableSpec[], role: string): Bound {
  return boundTo(specs, (spec) => backend.variable({ ...spec, name: `${role}.${spec.name}` }));
}

/** Frees the variables of `bound`; using them afterwards throws. */
export function freeBound(backend: Backend, bound: Bound): void {
  for (const [, variable] of bound) backend.freeVariable(variable);
}

function boundTo<S extends { readonly name: string }>(specs: readonly S[], make: (spec: S) => Variable): Bound {
  requireDistinctNames(specs);
  return new Bound(new Map(specs.map((spec) => [spec.name, make(spec)])));
}
