"""Makes `packages/recipes/fixtures/char-gpt.json`: what PyTorch computes in the first 50 steps of `char-gpt`.

    python tools/parity/char_gpt_fixture.py [--output FILE]

The file holds the tokens of 50 batches, and for the model drawn with seed 1: losses, gradient norms and
learning rates of 50 steps; per parameter the initial values, the gradient of step 1 (of the mean loss, before
clipping) and the values after 50 updates. Of long arrays it keeps the L2 norm and some entries. Everything is
float32 on one CPU thread; the same run in float64 stands beside it, to tell how much of a difference is rounding.
"""

import argparse
import base64
import json
import math
import platform
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

import threefry
from char_gpt_data import inputs_and_targets, random_windows, synthetic_tokens
from char_gpt_model import CharGptConfig, make_model, make_optimizer, train_step

SEED = 1
BATCHES = 50
TEXT_TOKENS = 20_000
# Prime, and no divisor of any parameter's size: the kept positions are all different.
STRIDE = 7919
INITIAL_ENTRIES = 128
KEPT_ENTRIES = 1024
DEFAULT_OUTPUT = Path(__file__).resolve().parents[2] / "packages" / "recipes" / "fixtures" / "char-gpt.json"


def base64_of(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


def l2_norm(tensor):
    return float(tensor.double().norm())


def kept(tensor, count):
    """The L2 norm of a tensor (summed in float64) and its entries at (i * STRIDE) mod size."""
    flat = tensor.detach().reshape(-1)
    if math.gcd(STRIDE, flat.numel()) != 1:
        raise ValueError(f"the stride {STRIDE} visits a position twice in a tensor of {flat.numel()} entries")
    positions = (torch.arange(min(count, flat.numel())) * STRIDE) % flat.numel()
    return {"norm": l2_norm(flat), "entries": base64_of(flat[positions].numpy().astype("<f4"))}


def with_rounding(tensor, exact, count):
    """`kept`, with the relative L2 distance between the float32 tensor and its float64 twin."""
    distance = l2_norm(tensor.double() - exact) / l2_norm(exact)
    return {**kept(tensor, count), "float64Distance": distance}


def first_gradients(config, windows, seed, dtype):
    """Per parameter name, the gradient of the mean loss of batch 0 at the initial values, not clipped."""
    model = make_model(config, seed, dtype)
    model(*inputs_and_targets(windows[0])).backward()
    return {name: parameter.grad for name, parameter in model.named_parameters()}


def run(config, windows, seed, dtype):
    """Trains on the windows in order; returns the model, losses, gradient norms and learning rates."""
    model = make_model(config, seed, dtype)
    optimizer = make_optimizer(model, config, foreach=False)
    losses, norms, rates = [], [], []
    for step in range(len(windows)):
        loss, norm = train_step(model, optimizer, config, step, *inputs_and_targets(windows[step]))
        losses.append(loss.item())
        norms.append(norm.item())
        rates.append(optimizer.param_groups[0]["lr"])
    return model, losses, norms, rates


def fixture_windows(config):
    """The batches of the fixture: uint8 [50, 12, 65]."""
    text = synthetic_tokens(SEED, config.vocabSize, TEXT_TOKENS)
    key = threefry.fold_in(threefry.seed_key(SEED), "batches")
    return random_windows(text, key, BATCHES, config.batch, config.time)


def make_fixture():
    config = CharGptConfig()
    windows = fixture_windows(config)
    initial = make_model(config, SEED)
    gradients = first_gradients(config, windows, SEED, torch.float32)
    exact_gradients = first_gradients(config, windows, SEED, torch.float64)
    model, losses, norms, rates = run(config, windows, SEED, torch.float32)
    exact_model, exact_losses, exact_norms, _ = run(config, windows, SEED, torch.float64)

    trained, exact = dict(model.named_parameters()), dict(exact_model.named_parameters())
    parameters = [
        {
            "name": name,
            "shape": list(parameter.shape),
            "initial": kept(parameter, INITIAL_ENTRIES),
            "gradient": with_rounding(gradients[name], exact_gradients[name], KEPT_ENTRIES),
            "trained": with_rounding(trained[name].detach(), exact[name].detach(), KEPT_ENTRIES),
        }
        for name, parameter in initial.named_parameters()
    ]
    return {
        "about": {
            "script": "tools/parity/char_gpt_fixture.py",
            "command": "python tools/parity/char_gpt_fixture.py",
            "torch": torch.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
            "tokens": f"{TEXT_TOKENS} tokens of a Markov chain (synthetic_tokens in char_gpt_data.py), random windows; "
            "inputs are [:, :, :64], targets [:, :, 1:]",
            "entries": f"little-endian float32; entry i is at (i * {STRIDE}) mod size of the row-major array",
            "gradient": "of the mean loss over 768 tokens, step 1, before clipping",
            "trained": f"after {BATCHES} updates",
            "float64Distance": "|float32 - float64| / |float64|, L2 over the whole array",
        },
        "seed": SEED,
        "config": asdict(config),
        "sampling": {"stride": STRIDE},
        "tokens": {"shape": list(windows.shape), "dtype": "uint8", "base64": base64_of(windows)},
        "learningRates": rates,
        "losses": losses,
        "lossesFloat64": exact_losses,
        "gradientNorms": norms,
        "gradientNormsFloat64": exact_norms,
        "parameters": parameters,
    }


def compact_json(fixture):
    """JSON with one top-level member a line and one parameter a line, so that a difference can be read."""
    lines = []
    for key, value in fixture.items():
        if key == "parameters":
            rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in value)
            lines.append(f'"parameters":[\n{rows}\n]')
        else:
            lines.append(f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    arguments = argparse.ArgumentParser(description="Writes the PyTorch side of the char-gpt parity test.")
    arguments.add_argument("--output", type=Path, default=DEFAULT_OUTPUT)
    output = arguments.parse_args().output

    threefry.check_published_vectors()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    fixture = make_fixture()
    text = compact_json(fixture)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)

    drift = max(abs(a - b) for a, b in zip(fixture["losses"], fixture["lossesFloat64"]))
    worst = {
        kind: max((row[kind]["float64Distance"], row["name"]) for row in fixture["parameters"])
        for kind in ("gradient", "trained")
    }
    print(f"wrote {output.name}, {len(text)} bytes")
    print(f"losses {fixture['losses'][0]:.6f} .. {fixture['losses'][-1]:.6f}; largest float32-float64 gap {drift:.2e}")
    print(f"gradient norms {fixture['gradientNorms'][0]:.4f} .. {fixture['gradientNorms'][-1]:.4f}")
    for kind, (distance, name) in worst.items():
        print(f"{kind}: largest relative float32-float64 distance {distance:.2e} ({name})")


if __name__ == "__main__":
    main()
