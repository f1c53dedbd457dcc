/**
 * The stock side of `step-beside-tfjs.mjs`: char-gpt in TensorFlow.js alone, by its ops, its gradients and its Adam,
 * which has no weight decay and clips nothing: less to do.
 */
import { initialValues } from '@oneday/nn';

/**
 * Makes the model's variables and its Adam.
 *
 * @param tf TensorFlow.js, its backend chosen @returns takes step n and gives its loss
 */
export function stockTraining(tf, { model, recipe, learningRate, batches, seed }) {
  const { layers: blocks, heads, width: D, context: T, layerNormEpsilon } = recipe.model;
  const { batch: B } = recipe.training;
  const V = model.config.vocabSize;
  const variables = new Map(model.parameters.map((spec) =>
    [spec.name, tf.variable(tf.tensor(initialValues(spec, seed), [...spec.shape]), true, spec.name)]));
  const p = (name) => variables.get(name);
  // A number in a call is uploaded by each call; a tensor is not.
  const constant = (value) => tf.keep(tf.scalar(value));
  const [half, one, rootHalf, epsilon] = [0.5, 1, Math.SQRT1_2, layerNormEpsilon].map(constant);
  const scale = constant(1 / Math.sqrt(D / heads));
  const isLater = (i) => i % T > Math.floor(i / T);
  const mask = tf.keep(tf.tensor(Float32Array.from({ length: T * T }, (_, i) => (isLater(i) ? -1e9 : 0)), [T, T]));
  const positions = tf.keep(tf.range(0, T, 1, 'int32'));

  function normed(x, name) {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon))), p(`${name}.weight`));
  }

  function linear(x, name) {
    return tf.matMul(x, p(`${name}.weight`), false, true);
  }

  function attention(x, block) {
    const heads3 = tf.split(tf.reshape(linear(x, `${block}.qkv`), [B, T, 3, heads, D / heads]), 3, 2);
    const [q, k, v] = heads3.map((part) => tf.transpose(tf.reshape(part, [B, T, heads, D / heads]), [0, 2, 1, 3]));
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), scale), mask);
    const attended = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
    return linear(tf.reshape(attended, [B * T, D]), `${block}.attentionOutput`);
  }

  function feedForward(x, block) {
    const inner = linear(x, `${block}.feedForwardIn`);
    const gelu = tf.mul(tf.mul(half, inner), tf.add(one, tf.erf(tf.mul(inner, rootHalf))));
    return linear(gelu, `${block}.feedForwardOut`);
  }

  function lossOf(inputIds, labels) {
    let x = tf.add(tf.gather(p('tokens.weight'), inputIds), tf.gather(p('positions.weight'), positions));
    x = tf.reshape(x, [B * T, D]);
    for (let i = 0; i < blocks; i += 1) {
      x = tf.add(x, attention(normed(x, `blocks.${i}.attentionNorm`), `blocks.${i}`));
      x = tf.add(x, feedForward(normed(x, `blocks.${i}.feedForwardNorm`), `blocks.${i}`));
    }
    const logits = tf.matMul(normed(x, 'finalNorm'), p('tokens.weight'), false, true);
    return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, V), logits);
  }

  const { beta1, beta2, epsilon: adamEpsilon } = recipe.optimizer;
  const adam = tf.train.adam(1e-3, beta1, beta2, adamEpsilon);

  async function takeStep(step) {
    const batch = batches[step % batches.length];
    adam.learningRate = learningRate(step);
    const loss = tf.tidy(() => {
      const inputIds = tf.tensor(batch.inputIds, [B, T], 'int32');
      const labels = tf.tensor(batch.labels, [B * T], 'int32');
      return adam.minimize(() => lossOf(inputIds, labels), true, [...variables.values()]);
    });
    const [value] = await loss.data();
    loss.dispose();
    return value;
  }

  return takeStep;
}
