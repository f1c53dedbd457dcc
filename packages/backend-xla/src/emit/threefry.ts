/** Threefry-2x32-20 (Salmon et al., SC 2011) as a function of StableHLO. */
import { FunctionText } from './function-text.ts';
import type { Name } from './function-text.ts';
import { tensorType } from './tensor-type.ts';

const ROTATIONS = [[13, 15, 26, 6], [17, 29, 16, 24]] as const;
/** Key-schedule parity for words of 32 bits. */
const PARITY = 0x1bd11bda;
/** Blocks of four rounds; the key is added after each. */
const BLOCKS = 5;

/**
 * The text of a private function `name` from a key, `u32[2]`, to `u32[2·blocks]`: block j is the cipher of the counter
 * (j, 0) and gives elements 2j and 2j + 1. A function of its own, so that a program which draws often stays short.
 */
export function threefryFunction(name: string, blocks: number): string {
  const body = new FunctionText();
  const words = { shape: [blocks], dtype: 'u32' } as const;
  const key: Name = { text: '%key', shape: [2], dtype: 'u32' };
  const keyWord = (index: number) => {
    const one = body.op('slice', { shape: [1], dtype: 'u32' }, [key], ` [${index}:${index + 1}]`);
    return body.broadcast(one, words, [0]);
  };
  const add = (a: Name, b: Name) => body.same('add', words, a, b);
  const xor = (a: Name, b: Name) => body.same('xor', words, a, b);
  const number = (value: number) => body.filled(words, value);
  const [first, second] = [keyWord(0), keyWord(1)];
  const schedule = [first, second, xor(number(PARITY), xor(first, second))];
  let x0 = add(body.value(words, `stablehlo.iota dim = 0 : ${tensorType(words)}`), first);
  let x1 = second;
  for (let block = 1; block <= BLOCKS; block++) {
    for (const rotation of ROTATIONS[(block + 1) % 2]!) {
      x0 = add(x0, x1);
      const left = body.same('shift_left', words, x1, number(rotation));
      const right = body.same('shift_right_logical', words, x1, number(32 - rotation));
      x1 = xor(body.same('or', words, left, right), x0);
    }
    x0 = add(x0, schedule[block % 3]!);
    x1 = add(add(x1, schedule[(block + 1) % 3]!), number(block));
  }
  const column = { shape: [blocks, 1], dtype: 'u32' } as const;
  const columns = [x0, x1].map((word) => body.op('reshape', column, [word]));
  const pairs = body.op('concatenate', { shape: [blocks, 2], dtype: 'u32' }, columns, ', dim = 1');
  const bits = body.op('reshape', { shape: [2 * blocks], dtype: 'u32' }, [pairs]);
  return [
    `  func.func private @${name}(%key: ${tensorType(key)}) -> ${tensorType(bits)} {`,
    ...body.lines.map((line) => `    ${line}`),
    `    return ${bits.text} : ${tensorType(bits)}`,
    '  }',
  ].join('\n');
}
