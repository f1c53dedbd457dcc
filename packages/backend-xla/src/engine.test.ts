import { execFileSync } from 'node:child_process';
import { execPath, memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { cpu } from '@oneday/backend-cpu';
import { add, disposeAll, multiply } from '@oneday/ops';
import type { Value } from '@oneday/ops';
import { expect, it } from 'vitest';
import { describeOnCpu, openCpu } from './engine-tests/cpu-plugin.ts';
import { descend } from './engine-tests/descend.ts';

const conditions = '--conditions=@oneday/source';
const pathOf = (name: string) => fileURLToPath(new URL(`./engine-tests/${name}.ts`, import.meta.url));

describeOnCpu('training on xla', () => {
  it('has the losses of the cpu backend', async () => {
    await using backend = await openCpu();
    await using other = await cpu({ threads: 1 });
    const [losses, want] = [await descend(backend, 50), await descend(other, 50)];
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(want[i]!, 4));
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 10);
  });

  it('has equal losses on two clients at the same time, and on another thread', async () => {
    await using first = await openCpu();
    await using second = await openCpu();
    const [a, b] = await Promise.all([descend(first, 20), descend(second, 20)]);
    expect(b).toEqual(a);
    const worker = new Worker(pathOf('other-thread'), { execArgv: [conditions] });
    const c = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    expect(c).toEqual(a);
  });

  it('leaves a process that ends by itself, also where the backend was not closed', async () => {
    const output = execFileSync(execPath, [conditions, pathOf('left-open')], { encoding: 'utf8' });
    await using backend = await openCpu();
    expect(JSON.parse(output)).toEqual(await descend(backend, 20));
  });

  it('holds what the plugin reads while it reads, however often memory is collected', () => {
    const often = '--gc-interval=97';
    const output = execFileSync(execPath, [often, conditions, pathOf('upload-often')], { encoding: 'utf8' });
    expect(output).toBe('0');
  });

  it('takes no more memory after 500 steps than after 50', async () => {
    await using backend = await openCpu();
    await descend(backend, 50);
    const [before, resident] = [backend.memory(), memoryUsage.rss()];
    await descend(backend, 500);
    expect(backend.memory()).toEqual(before);
    expect(memoryUsage.rss() - resident).toBeLessThan(32 * 2 ** 20);
  });
});

describeOnCpu('a program on xla', () => {
  it('keeps Node running while it is compiled', async () => {
    await using backend = await openCpu();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const program = backend.program('long', (o, { x }: { readonly x: Value }) => ({
      y: Array.from({ length: 60 }).reduce<Value>((y) => o.matmul(y, o.unary('sin', y)), x),
    }));
    const { seconds } = await program.prepare({ x: { shape: [32, 32], dtype: 'f32' } });
    clearInterval(timer);
    // On a machine that is busy with other things ticks are late, but a compiler that held Node up would leave none.
    expect(seconds).toBeGreaterThan(0);
    expect(ticks).toBeGreaterThan(2);
  });

  it('is run before others have ended: nothing waits until something is read', async () => {
    await using backend = await openCpu();
    const total = backend.variable({ name: 'total', shape: [], dtype: 'f32' });
    const program = backend.program('count', (o, { x }: { readonly x: Value }) => o.assign(total, add(o, total, x)));
    await program.prepare({ x: { shape: [], dtype: 'f32' } });
    for (let i = 1; i <= 1000; i++) program.run({ x: i });
    expect((await backend.readVariable(total))[0]).toBe(500500);
  });

  it('that needs more memory than there is fails in one line with its name, and the backend goes on', async () => {
    await using backend = await openCpu();
    const program = backend.program('huge', (o, { x }: { readonly x: Value }) => {
      const wide = o.broadcast(x, [2 ** 20, 2 ** 20]);
      return { wide: multiply(o, wide, 2) };
    });
    await program.prepare({ x: { shape: [], dtype: 'f32' } });
    await expect((async () => {
      const { wide } = program.run({ x: 1 });
      await backend.sync();
      disposeAll({ wide });
    })()).rejects.toThrow(/^program huge: Out of memory [^\n]*; use a smaller batch or model$/);
  });
});
