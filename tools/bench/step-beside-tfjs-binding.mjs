/** Counting what a training step asks of TensorFlow through the addon of TensorFlow.js for Node. */

/** The addon, which counts from now on. Its own properties cannot be replaced. */
export function countedBinding(binding) {
  const counts = { dispatches: 0, tensors: 0 };
  const counting = Object.create(binding, {
    executeOp: {
      value(name, attributes, inputs, outputs) {
        counts.dispatches += 1;
        counts.tensors += outputs;
        return binding.executeOp(name, attributes, inputs, outputs);
      },
    },
    createTensor: {
      value(...args) {
        counts.tensors += 1;
        return binding.createTensor(...args);
      },
    },
  });
  return { binding: counting, counts };
}
