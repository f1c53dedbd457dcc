import { describe, expect, it } from 'vitest';
import { chooseSize } from './choose-size.ts';
import type { DaySize } from './recipe.ts';
import { causalSizes, maskedSizes } from './sizes.ts';
import type { SizeTable } from './sizes.ts';

const MEASURING_SECONDS = 2;

/** A device that multiplies so many weights with tokens a second, at whatever size. */
async function choose(table: SizeTable, { speed, budgetSeconds, trainingBytes = 1e9 }: {
  readonly speed: number; readonly budgetSeconds: number; readonly trainingBytes?: number;
}) {
  const measured: DaySize[] = [];
  const chosen = await chooseSize({
    table,
    budgetSeconds,
    trainingBytes,
    async measure(size) {
      measured.push(size);
      return (table.weights(size) * size.batch * size.context) / speed;
    },
    elapsedSeconds: () => MEASURING_SECONDS * measured.length,
  });
  return { ...chosen, measured };
}

describe.each([['causal', causalSizes], ['masked', maskedSizes]] as const)('chooseSize, %s', (_, table) => {
  const widths = table.sizes.map(({ width }) => width);

  it('takes the smallest size where nothing fits, and measures it alone', async () => {
    const { size, measured, measurement } = await choose(table, { speed: 1e5, budgetSeconds: 10 });
    expect(size).toEqual(table.sizes[0]);
    expect(measured).toHaveLength(1);
    expect(measurement.seconds).toBe(MEASURING_SECONDS);
  });

  it('takes the largest size on a device without bounds', async () => {
    const { size } = await choose(table, { speed: 1e15, budgetSeconds: 86_400 });
    expect(size).toEqual(table.sizes.at(-1));
  });

  it('takes a larger size for more time, never a smaller one', async () => {
    const chosen: number[] = [];
    for (const budgetSeconds of [60, 600, 3600, 86_400, 864_000]) {
      chosen.push(widths.indexOf((await choose(table, { speed: 1e10, budgetSeconds })).size.width));
    }
    expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
    expect(chosen.at(-1)).toBeGreaterThan(chosen[0]!);
  });

  it('gives each weight the tokens that the table asks for, with what measuring left of the budget', async () => {
    const speed = 3e10;
    const { size, measurement } = await choose(table, { speed, budgetSeconds: 3600 });
    const tokens = (3600 - measurement.seconds) * speed / table.weights(size);
    expect(tokens / table.weights(size)).toBeGreaterThanOrEqual(table.tokensPerWeight);
    const steps = (3600 - measurement.seconds) / measurement.secondsPerStep;
    expect(steps).toBeGreaterThanOrEqual(table.leastSteps);
  });

  it('cuts the vocabulary where there is little text', async () => {
    const request = { speed: 1e15, budgetSeconds: 86_400 };
    expect((await choose(table, { ...request, trainingBytes: 800_000 })).size.vocabSize).toBe(2000);
    expect((await choose(table, { ...request, trainingBytes: 1000 })).size.vocabSize).toBe(512);
  });
});

describe('chooseSize', () => {
  it('measures again at the size that the rate suggests, since larger models use a device better', async () => {
    const measured: DaySize[] = [];
    const { size } = await chooseSize({
      table: causalSizes,
      budgetSeconds: 3600,
      trainingBytes: 1e9,
      async measure(candidate) {
        measured.push(candidate);
        const speed = measured.length === 1 ? 1e9 : 1e11;
        return (causalSizes.weights(candidate) * candidate.batch * candidate.context) / speed;
      },
      elapsedSeconds: () => measured.length,
    });
    expect(measured.length).toBeGreaterThan(1);
    expect(size.width).toBeGreaterThan(measured[1]!.width);
  });
});
