import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseWith } from './config.ts';
import { ConfigError } from './errors.ts';

const schema = z.strictObject({
  steps: z.int().min(1),
  warmupSteps: z.int().min(0),
  precision: z.enum(['f32', 'bf16']).optional(),
  optimizer: z.strictObject({ learningRate: z.number().positive(), betas: z.tuple([z.number(), z.number()]) }),
  phases: z.array(z.strictObject({ untilStep: z.int() })).optional(),
});
const good = { steps: 10, warmupSteps: 1, optimizer: { learningRate: 1e-3, betas: [0.9, 0.99] } };
const parse = (value: unknown) => parseWith(schema, value, 'recipe test');

describe('parseWith', () => {
  it('returns the data typed', () => {
    expect(parse(good).optimizer.learningRate).toBe(1e-3);
  });

  it.each([
    [{ ...good, step: 3 }, 'recipe test: unknown key "step"; did you mean "steps"?'],
    [{ ...good, optimizer: { ...good.optimizer, learningrate: 1 } },
      'recipe test: unknown key "learningrate" in optimizer; did you mean "learningRate"?'],
    [{ ...good, phases: [{ untilStep: 1, untilStp: 2 }] },
      'recipe test: unknown key "untilStp" in phases.0; did you mean "untilStep"?'],
    [{ ...good, banana: 3 },
      'recipe test: unknown key "banana"; known: steps, warmupSteps, precision, optimizer, phases'],
    [{ steps: 10, optimizer: good.optimizer }, 'recipe test: missing key "warmupSteps" (number)'],
    [{ ...good, steps: '10' }, 'recipe test: steps must be a number; got "10"'],
    [{ ...good, optimizer: { ...good.optimizer, learningRate: null } },
      'recipe test: optimizer.learningRate must be a number; got null'],
    [{ ...good, steps: 0 }, 'recipe test: steps: Too small: expected number to be >=1; got 0'],
    [{ ...good, precision: 'fp8' },
      'recipe test: precision: Invalid option: expected one of "f32"|"bf16"; got "fp8"'],
    [{ ...good, steps: 'a', warmupSteps: 'b' }, 'recipe test: steps must be a number; got "a" (and 1 more)'],
    ['text', 'recipe test: must be an object; got "text"'],
    [JSON.parse('{"__proto__": 1}'), /^recipe test: missing key "steps" \(number\) \(and \d more\)$/],
  ])('refuses %j in one line', (value, message) => {
    expect(() => parse(value)).toThrow(ConfigError);
    expect(() => parse(value)).toThrow(message);
  });
});
