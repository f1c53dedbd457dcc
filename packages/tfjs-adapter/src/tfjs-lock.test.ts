import { BackendBusyError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { lockTensorFlow } from './tfjs-lock.ts';

describe('TensorFlow.js', () => {
  it('is used by one backend at a time', () => {
    const release = lockTensorFlow('node-gpu');
    expect(() => lockTensorFlow('webgpu')).toThrow(BackendBusyError);
    expect(() => lockTensorFlow('webgpu')).toThrow('backend node-gpu uses it; close that one first');
    release();
    lockTensorFlow('webgpu')();
  });
});
