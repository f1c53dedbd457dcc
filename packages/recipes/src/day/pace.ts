/** How often a run is looked at and saved, in shares of its budget. */
export interface Pace {
  readonly evaluateEveryFraction: number;
  readonly saveEveryFraction: number;
}

/** From here on, an evaluation is short beside a twentieth of the budget. */
const LONG_SECONDS = 3600;

/** A day's run is scored 20 times and saved every quarter of an hour; one of minutes is scored at its end alone. */
export function paceOf(budgetSeconds: number): Pace {
  return budgetSeconds >= LONG_SECONDS
    ? { evaluateEveryFraction: 0.05, saveEveryFraction: 0.01 }
    : { evaluateEveryFraction: 1, saveEveryFraction: 0.25 };
}
