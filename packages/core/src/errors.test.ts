import { describe, expect, it } from 'vitest';
import { ConfigError, InvalidInputError, OnedayError, ProgramError, ShapeError, StaleReadError } from './errors.ts';

describe('errors', () => {
  it('are named after their class and keep their cause', () => {
    const cause = new Error('disk full');
    const error = new ConfigError('recipe: steps must be a number; got "x"', { cause });
    expect(error).toMatchObject({ name: 'ConfigError', message: 'recipe: steps must be a number; got "x"', cause });
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toBeInstanceOf(OnedayError);
  });

  it('open with the op and end with the program', () => {
    const error = new ShapeError('q and k must share head width K', { program: 'step', op: 'attention' });
    expect(error.message).toBe('attention: q and k must share head width K (program step)');
    expect(error).toMatchObject({ program: 'step', op: 'attention', rule: 'q and k must share head width K' });
    expect(error).toBeInstanceOf(ProgramError);
  });

  it('open with the program when no op is to blame, and with the rule when nothing is known', () => {
    expect(new StaleReadError('read it again', { program: 'step' }).message).toBe('step: read it again');
    expect(new StaleReadError('read it again').message).toBe('read it again');
  });
});
