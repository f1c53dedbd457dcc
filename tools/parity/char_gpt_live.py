"""Compares a safetensors file that oneday wrote with what PyTorch computes for the same `char-gpt` run.

    python tools/parity/char_gpt_live.py --tokens packages/recipes/fixtures/char-gpt.json --gradients FILE
    python tools/parity/char_gpt_live.py --tokens packages/recipes/fixtures/char-gpt.json --parameters FILE [--steps 50]

`--gradients`: the gradients of step 1 before clipping, of the sum or the mean of the losses (a scale does not
change a cosine; the ratio of the norms is printed). `--parameters`: the values after `--steps` updates on the
fixture's batches, 0 for the initial ones. Unlike the committed fixture, whole arrays are compared. Prints one
line per parameter and exits with 1 if a name, shape or dtype is wrong or a cosine is under 0.9999, 2 on bad usage.
"""

import argparse
import base64
import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

from char_gpt_data import inputs_and_targets
from char_gpt_fixture import first_gradients, run
from char_gpt_model import CharGptConfig

LEAST_COSINE = 0.9999


def read_fixture(path):
    """The recipe's settings, seed and token windows of the fixture."""
    fixture = json.loads(path.read_text())
    tokens = fixture["tokens"]
    windows = np.frombuffer(base64.b64decode(tokens["base64"]), np.uint8).reshape(tokens["shape"])
    return CharGptConfig(**fixture["config"]), fixture["seed"], windows


def disagreement(expected, found):
    """Why two mappings of arrays cannot be compared, or None."""
    if set(found) != set(expected):
        missing, unknown = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
        return f"names differ: missing {missing}, unknown {unknown}"
    for name, array in expected.items():
        if found[name].shape != array.shape or found[name].dtype != np.float32:
            return f"{name}: expected float32 {array.shape}, got {found[name].dtype} {found[name].shape}"
        if not np.isfinite(found[name]).all():
            return f"{name}: has entries that are not finite"
    return None


def compare(expected, found):
    """Prints one line per parameter and returns the smallest cosine.

    The largest difference is between arrays brought to the same norm, as a share of the largest entry.
    """
    least = 1.0
    print(f"{'parameter':36} {'cosine':>12} {'norm ratio':>12} {'largest difference':>20}")
    for name, array in expected.items():
        ours, theirs = found[name].astype(np.float64).ravel(), array.astype(np.float64).ravel()
        our_norm, their_norm = np.linalg.norm(ours), np.linalg.norm(theirs)
        cosine = float(ours @ theirs / (our_norm * their_norm)) if our_norm > 0 else 0.0
        ratio = our_norm / their_norm
        largest = np.abs(ours / ratio - theirs).max() / np.abs(theirs).max() if our_norm > 0 else 1.0
        print(f"{name:36} {cosine:12.9f} {ratio:12.6f} {largest:20.3e}")
        least = min(least, cosine)
    return least


def expected_arrays(arguments):
    """What PyTorch has for the asked kind of file, as float32 arrays by name."""
    config, seed, windows = read_fixture(arguments.tokens)
    if arguments.gradients is not None:
        tensors = first_gradients(config, windows, seed, torch.float32)
    else:
        if not 0 <= arguments.steps <= len(windows):
            raise ValueError(f"--steps must be 0..{len(windows)}, the batches of the fixture; got {arguments.steps}")
        model = run(config, windows[: arguments.steps], seed, torch.float32)[0]
        tensors = {name: parameter.detach() for name, parameter in model.named_parameters()}
    return {name: tensor.numpy() for name, tensor in tensors.items()}


def main():
    parser = argparse.ArgumentParser(description="Compares oneday's gradients or parameters with PyTorch's.")
    parser.add_argument("--tokens", type=Path, required=True, help="the committed char-gpt.json fixture")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--gradients", type=Path, help="safetensors file of the gradients of step 1")
    kind.add_argument("--parameters", type=Path, help="safetensors file of the parameters after --steps updates")
    parser.add_argument("--steps", type=int, default=50)
    arguments = parser.parse_args()
    try:
        found = load_file(arguments.gradients or arguments.parameters)
        expected = expected_arrays(arguments)
    except Exception as error:
        print(f"char_gpt_live: {error}", file=sys.stderr)
        return 2

    reason = disagreement(expected, found)
    if reason is not None:
        print(f"char_gpt_live: {reason}", file=sys.stderr)
        return 1
    least = compare(expected, found)
    passed = least >= LEAST_COSINE
    print(f"{'agrees' if passed else 'DIFFERS'}: smallest cosine {least:.9f}, at least {LEAST_COSINE} is asked")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
