import { cpu } from '@oneday/backend-cpu';
import type { Backend, Value } from '@oneday/ops';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tellingOfCompilation } from './compile-progress.ts';
import type { Output } from './output.ts';

afterEach(() => vi.useRealTimers());

/** Where a command writes, kept: lines, and what was drawn on a terminal. */
function keptOutput(isTTY: boolean): Output & { readonly lines: string[]; readonly drawn: string[] } {
  const [lines, drawn]: [string[], string[]] = [[], []];
  const stream = { isTTY, columns: 100, write: (text: string) => drawn.push(text) };
  return {
    lines, drawn, stream: stream as unknown as NodeJS.WriteStream, line: (text) => void lines.push(text),
    result: () => {},
  };
}

/** `backend`, whose compiler takes so long. */
const slow = (backend: Backend, milliseconds: number): Backend => ({
  ...backend,
  program(name, fn) {
    const program = backend.program(name, fn);
    return {
      name,
      run: (inputs) => program.run(inputs),
      prepare: async (like) => {
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        return program.prepare(like);
      },
    };
  },
});

/** Compiles for so long, and gives what was told; the program works like any other. */
async function compileFor(milliseconds: number, output: Output): Promise<void> {
  await using backend = await cpu({ threads: 1 });
  vi.useFakeTimers();
  const telling = tellingOfCompilation(slow(backend, milliseconds), output);
  const program = telling.program('twice', (o, { x }: { readonly x: Value }) => ({ y: o.binary('add', x, x) }));
  const prepared = program.prepare({ x: { shape: [], dtype: 'f32' } });
  await vi.advanceTimersByTimeAsync(milliseconds);
  await prepared;
  vi.useRealTimers();
  const { y } = program.run({ x: 21 });
  expect((await telling.read(y))[0]).toBe(42);
}

describe('a compilation', () => {
  it('that takes long is told in a log every so often', async () => {
    const output = keptOutput(false);
    await compileFor(11_000, output);
    expect(output.lines).toEqual(['compiling twice, 2.0 s so far', 'compiling twice, 7.0 s so far']);
  });

  it('counts its seconds on a terminal, and takes them away', async () => {
    const output = keptOutput(true);
    await compileFor(1500, output);
    expect(output.drawn.filter((text) => text.includes('compiling twice, 1.0 s so far'))).toHaveLength(1);
    expect(output.drawn.at(-1)).toBe('\r\u001b[K');
    expect(output.lines).toEqual([]);
  });

  it('that is over at once says nothing in a log', async () => {
    const output = keptOutput(false);
    await compileFor(400, output);
    expect([output.lines, output.drawn]).toEqual([[], []]);
  });
});
