"""The PyTorch twin of `oneday bench step --recipe char-gpt`: seconds of one whole training step on the CPU.

    python tools/bench/pytorch_char_gpt.py --threads 2 --seconds 8 --json

A step is forward, backward, clipping and AdamW on 12 windows of 64 synthetic tokens, in float32. Batches are
made before the clock starts and losses are read after it stops. PyTorch gets its best here: fused attention
(`scaled_dot_product_attention`) and the fused AdamW, which came out ahead of `foreach` and of the plain loop or
level with them. `--compile` runs the model through `torch.compile` (needs a C++ compiler); its compilation is
not timed. With `--json` the last line of output is one JSON object.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "parity"))

import torch

import threefry
from char_gpt_data import inputs_and_targets, random_windows, synthetic_tokens
from char_gpt_model import CharGptConfig, make_model, make_optimizer, train_step

SEED = 1
BATCHES = 50
TEXT_TOKENS = 20_000
WARMUP_STEPS = 10
LEAST_STEPS = 20
REPORTED_LOSSES = 10


def make_batches(config):
    """The batches of the parity fixture, as int64 tensors."""
    text = synthetic_tokens(SEED, config.vocabSize, TEXT_TOKENS)
    key = threefry.fold_in(threefry.seed_key(SEED), "batches")
    return [inputs_and_targets(window) for window in random_windows(text, key, BATCHES, config.batch, config.time)]


def measure(config, seconds, compiled):
    """Trains for at least `seconds` and LEAST_STEPS; returns the time of each step and the first losses."""
    batches = make_batches(config)
    model = make_model(config, SEED)
    optimizer = make_optimizer(model, config, fused=True)
    loss_of = torch.compile(model) if compiled else model
    losses, durations = [], []
    deadline = None
    step = 0
    while deadline is None or len(durations) < LEAST_STEPS or time.perf_counter() < deadline:
        inputs, targets = batches[step % BATCHES]
        started = time.perf_counter()
        loss, _ = train_step(model, optimizer, config, step, inputs, targets, loss_of)
        if deadline is not None:
            durations.append(time.perf_counter() - started)
        if step < REPORTED_LOSSES:
            losses.append(loss)
        step += 1
        if step == WARMUP_STEPS:
            deadline = time.perf_counter() + seconds
    return durations, [loss.item() for loss in losses]


def main():
    parser = argparse.ArgumentParser(description="Times one training step of char-gpt in PyTorch on the CPU.")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--seconds", type=float, default=8.0, help="how long to measure, after the warm-up")
    parser.add_argument("--compile", action="store_true", help="run the model through torch.compile")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    arguments = parser.parse_args()
    if arguments.threads < 1:
        parser.error(f"--threads must be at least 1; got {arguments.threads}")

    torch.set_num_threads(arguments.threads)
    durations, losses = measure(CharGptConfig(), arguments.seconds, arguments.compile)
    result = {
        "secondsPerStep": min(durations),
        "medianSecondsPerStep": statistics.median(durations),
        "steps": len(durations),
        "threads": arguments.threads,
        "compiled": arguments.compile,
        "optimizer": "AdamW, fused",
        "torch": torch.__version__,
        "losses": losses,
    }
    if arguments.json:
        print(json.dumps(result))
    else:
        print(
            f"PyTorch {result['torch']}, {arguments.threads} threads: {result['secondsPerStep'] * 1e3:.2f} ms a step, "
            f"median {result['medianSecondsPerStep'] * 1e3:.2f} ms, {len(durations)} steps"
        )


if __name__ == "__main__":
    main()
