/** True for an integer ≥ 0 that is exact: what states count with. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
