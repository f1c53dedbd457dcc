/** Changed surroundings for the second recording of a program: what depends on them shows. */

/** Runs `fn` with the clocks moved on and `Math.random` replaced, and puts both back. */
export function withShiftedSurroundings<T>(fn: () => T): T {
  const { random } = Math;
  const RealDate = globalThis.Date;
  const realNow = performance.now;
  const shift = 86_400_123;
  class ShiftedDate extends RealDate {
    constructor(...args: unknown[]) {
      super(...((args.length === 0 ? [RealDate.now() + shift] : args) as [number]));
    }
    static override now(): number {
      return RealDate.now() + shift;
    }
  }
  Math.random = () => (random() + 0.5) % 1;
  globalThis.Date = ShiftedDate as DateConstructor;
  performance.now = () => realNow.call(performance) + shift;
  try {
    return fn();
  } finally {
    Math.random = random;
    globalThis.Date = RealDate;
    performance.now = realNow;
  }
}
