/** Dawn, which computes in threads of its own, does not keep a process from ending. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const index = new URL('index.ts', import.meta.url).href;

/** Opens the backend in a process of its own and does the rest of `script` with it. */
function run(script: string) {
  const source = `
    import { add } from '@oneday/ops';
    import { webgpu } from '${index}';
    const backend = await webgpu();
    const program = backend.program('successor', (o, { x }) => ({ y: add(o, x, 1) }));
    await program.prepare({ x: { shape: [], dtype: 'f32' } });
    const { y } = program.run({ x: 41 });
    ${script}`;
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath, ['--conditions=@oneday/source', '--input-type=module', '--eval', source],
    { cwd: new URL('.', import.meta.url), encoding: 'utf8', timeout: 25_000 },
  );
  return { status, signal, stdout, stderr };
}

describe('a process', () => {
  it.each([
    ['closed the backend', 'console.log(`${await backend.read(y)}`); await backend.close();', 0],
    ['left it open', 'console.log(`${await backend.read(y)}`);', 0],
    ['left it with work under way', 'console.log("42");', 0],
    ['failed', 'console.log("42"); throw new Error("enough");', 1],
  ])('ends by itself once it %s', (_, script, status) => {
    expect(run(script)).toMatchObject({ status, signal: null, stdout: '42\n' });
  });
});
