/** TensorFlow.js has one engine in a process, and so one of the backends on it is open at a time. */
import { BackendBusyError } from '@oneday/core';

const key = Symbol.for('oneday.tensorflow.js');
/** A property of the process, so that two copies of this package see each other. */
const owner = globalThis as { [key]?: string | undefined };

/**
 * Takes TensorFlow.js for the backend `name`. @returns what gives it back @throws BackendBusyError when another one,
 * or this one, is open
 */
export function lockTensorFlow(name: string): () => void {
  const present = owner[key];
  if (present !== undefined) {
    throw new BackendBusyError(
      `${name}: TensorFlow.js has one engine in a process, and backend ${present} uses it; close that one first`,
    );
  }
  owner[key] = name;
  return () => {
    owner[key] = undefined;
  };
}
