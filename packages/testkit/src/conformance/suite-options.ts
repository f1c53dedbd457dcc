/** What a suite is given. */
import type { Backend } from '@oneday/ops';

/** A backend to hold to the contract. */
export interface ConformanceOptions {
  /** For the names of the tests. */
  readonly name: string;
  /** Opens it. */
  open(): Promise<Backend>;
  /** Opens it with its kernels switched off, so that every fused op runs its reference. */
  openReference?(): Promise<Backend>;
}
