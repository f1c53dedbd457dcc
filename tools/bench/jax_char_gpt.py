"""The JAX twin of `oneday bench step --backend xla`: seconds of one whole training step on the same PJRT plugin.

    PJRT_NAMES_AND_LIBRARY_PATHS=plugin:/path/to/plugin.so JAX_PLATFORMS=plugin \
        python tools/bench/jax_char_gpt.py --seconds 8 --json

A step is forward, backward, clipping and AdamW in float32, one compiled call with donated state, on the batches and
from the initial values of `oneday bench step`. Batches are made before the clock starts and the loss is read each
step, as there. With `--json` the last line of output is one JSON object.
"""

import argparse
import json
import math
import statistics
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "parity"))

import jax
import jax.numpy as jnp
import numpy as np

import threefry
from char_gpt_data import random_windows, synthetic_tokens

SEED = 1
BATCHES = 50
TEXT_TOKENS = 20_000
WARMUP_STEPS = 10
LEAST_STEPS = 20
REPORTED_LOSSES = 10
VOCABULARY, HEADS, TIME = 65, 4, 64
PEAK_RATE, FLOOR_RATE, RISING_STEPS, STEPS = 1e-3, 1e-4, 100, 2000
BETA1, BETA2, EPSILON, DECAY, CLIP_NORM = 0.9, 0.99, 1e-8, 0.1, 1.0


def initial_parameters(layers, width):
    """The recipe's initial values by name, in its order."""
    key = threefry.fold_in(threefry.seed_key(SEED), "init")
    shapes = {"tokens.weight": (VOCABULARY, width), "positions.weight": (TIME, width)}
    for layer in range(layers):
        for name, shape in {
            "attentionNorm": (width,), "qkv": (3 * width, width), "attentionOutput": (width, width),
            "feedForwardNorm": (width,), "feedForwardIn": (4 * width, width), "feedForwardOut": (width, 4 * width),
        }.items():
            shapes[f"blocks.{layer}.{name}.weight"] = shape
    shapes["finalNorm.weight"] = (width,)
    parameters = {}
    for name, shape in shapes.items():
        if len(shape) < 2:
            parameters[name] = np.ones(shape, np.float32)
            continue
        is_residual = name.endswith(("attentionOutput.weight", "feedForwardOut.weight"))
        deviation = 0.02 / math.sqrt(2 * layers) if is_residual else 0.02
        normals = threefry.normal(threefry.fold_in(key, name), math.prod(shape))
        parameters[name] = (normals.astype(np.float64) * deviation).astype(np.float32).reshape(shape)
    return parameters


def norm(x, weight):
    centred = x - x.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * weight


def loss_of(parameters, inputs, labels, layers):
    """Mean cross-entropy of labels [B, T] after inputs [B, T]."""
    batch, length = inputs.shape
    table = parameters["tokens.weight"]
    x = table[inputs] + parameters["positions.weight"][:length]
    width = x.shape[-1]
    mask = jnp.tril(jnp.ones((length, length), bool))
    for layer in range(layers):
        def weight(name, layer=layer):
            return parameters[f"blocks.{layer}.{name}.weight"]
        qkv = norm(x, weight("attentionNorm")) @ weight("qkv").T
        q, k, v = jnp.moveaxis(qkv.reshape(batch, length, 3, HEADS, width // HEADS), 2, 0)
        scores = jnp.einsum("bthk,bshk->bhts", q, k) / math.sqrt(width // HEADS)
        chances = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf), axis=-1)
        attended = jnp.einsum("bhts,bshk->bthk", chances, v).reshape(batch, length, width)
        x = x + attended @ weight("attentionOutput").T
        hidden = jax.nn.gelu(norm(x, weight("feedForwardNorm")) @ weight("feedForwardIn").T, approximate=False)
        x = x + hidden @ weight("feedForwardOut").T
    logits = norm(x, parameters["finalNorm.weight"]) @ table.T
    chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[..., None], axis=-1)
    return -chosen.mean()


@partial(jax.jit, static_argnums=5, donate_argnums=0)
def train_step(state, inputs, labels, rate, step, layers):
    parameters, first, second = state
    loss, gradients = jax.value_and_grad(loss_of)(parameters, inputs, labels, layers)
    length = jnp.sqrt(sum((gradient**2).sum() for gradient in gradients.values()))
    scale = jnp.minimum(1.0, CLIP_NORM / (length + 1e-6))
    next_state = ({}, {}, {})
    for name, p in parameters.items():
        gradient = gradients[name] * scale
        m = BETA1 * first[name] + (1 - BETA1) * gradient
        v = BETA2 * second[name] + (1 - BETA2) * gradient**2
        update = (m / (1 - BETA1**step)) / (jnp.sqrt(v / (1 - BETA2**step)) + EPSILON)
        decay = DECAY if p.ndim > 1 else 0.0
        for part, value in zip(next_state, (p - rate * (update + decay * p), m, v)):
            part[name] = value
    return next_state, loss


def learning_rate(step):
    if step < RISING_STEPS:
        return PEAK_RATE * (step + 1) / (RISING_STEPS + 1)
    progress = (step - RISING_STEPS) / (STEPS - RISING_STEPS)
    return FLOOR_RATE + 0.5 * (1 + math.cos(math.pi * progress)) * (PEAK_RATE - FLOOR_RATE)


def measure(layers, width, batch, seconds):
    tokens = synthetic_tokens(SEED, VOCABULARY, TEXT_TOKENS)
    key = threefry.fold_in(threefry.seed_key(SEED), "batches")
    windows = random_windows(tokens, key, BATCHES, batch, TIME).astype(np.int32)
    parameters = {name: jnp.asarray(value) for name, value in initial_parameters(layers, width).items()}
    zeros = [{name: jnp.zeros_like(value) for name, value in parameters.items()} for _ in range(2)]
    state = (parameters, *zeros)
    started = time.perf_counter()
    compiled = train_step.lower(
        state, windows[0, :, :-1], windows[0, :, 1:], np.float32(0), np.float32(1), layers
    ).compile()
    compile_seconds = time.perf_counter() - started
    losses, durations, deadline, step = [], [], None, 0
    while deadline is None or len(durations) < LEAST_STEPS or time.perf_counter() < deadline:
        window = windows[step % BATCHES]
        started = time.perf_counter()
        state, loss = compiled(
            state, window[:, :-1], window[:, 1:], np.float32(learning_rate(step)), np.float32(step + 1)
        )
        loss = float(loss)
        if deadline is not None:
            durations.append(time.perf_counter() - started)
        if step < REPORTED_LOSSES:
            losses.append(loss)
        step += 1
        if step == WARMUP_STEPS:
            deadline = time.perf_counter() + seconds
    return durations, losses, compile_seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    durations, losses, compile_seconds = measure(options.layers, options.width, options.batch, options.seconds)
    report = {
        "secondsPerStep": min(durations), "medianSecondsPerStep": statistics.median(durations),
        "steps": len(durations), "losses": losses, "compileSeconds": compile_seconds, "jax": jax.__version__,
        "device": str(jax.devices()[0]),
    }
    print(json.dumps(report) if options.json else report)


if __name__ == "__main__":
    main()
