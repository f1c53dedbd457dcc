import { InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { findCompiler } from './build-addon.ts';
import { isOfNodeGpu } from './node-gpu-packages.ts';

describe('the compiler', () => {
  it('is the one that CXX names', () => {
    expect(findCompiler({ CXX: process.execPath })).toBe(process.execPath);
  });

  it('that is missing is asked for in one line', () => {
    expect(() => findCompiler({ CXX: 'no-such-compiler' })).toThrow(InvalidInputError);
    expect(() => findCompiler({ PATH: '' })).toThrow(/needs a C\+\+ compiler; c\+\+, g\+\+, clang\+\+ did not answer/);
  });
});

describe('of the wheels', () => {
  it('the libraries and the C interface are taken, and nothing of Python', () => {
    const taken = [
      'tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2',
      'tensorflow/include/tensorflow/c/eager/c_api.h', 'tensorflow/include/xla/tsl/c/tsl_status.h',
      'nvidia/cublas/lib/libcublas.so.12',
    ];
    const left = [
      'tensorflow/__init__.py', 'tensorflow/python/_pywrap_tfe.so', 'tensorflow/include/external/eigen/Eigen/Core',
      'tensorflow/libtensorflow_cc.so.2.py',
    ];
    expect([...taken, ...left].filter(isOfNodeGpu)).toEqual(taken);
  });
});
