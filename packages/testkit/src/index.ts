export type { NamedArrays, NamedValues } from './cases/operation-case.ts';
export { checkDerivative } from './check-derivative.ts';
export type { DerivativeCheck, DerivativeCheckOptions, DirectionalDerivative } from './check-derivative.ts';
export { firstMismatch } from './error-bound.ts';
export type { BoundName, Comparison } from './error-bound.ts';
export { openFloat64 } from './float64/open-float64.ts';
