"""Trains the `char-gpt` recipe in PyTorch on a text file and prints the loss over the whole validation split.

    python tools/parity/char_gpt_train.py --text tinyshakespeare.txt [--seed 1] [--windows oneday|random] [--save FILE]

The data rules are the recipe's: sorted character vocabulary; the first 90 % of the characters train, in windows of
64, by default the very ones that the recipe takes, or with starts drawn uniformly as nanoGPT does; every character of
the last 10 % is scored once, in windows that overlap by half and in windows that do not. It tells what the recipe
reaches in another system (nanoGPT states 1.88 for its estimate over random windows).
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

import threefry
from char_gpt_data import character_tokens, inputs_and_targets, random_windows
from char_gpt_model import CharGptConfig, make_model, make_optimizer, train_step
from index_shuffle import causal_windows

REPORT_EVERY = 100


@torch.no_grad()
def validation_loss(model, tokens, window, overlap):
    """Mean loss in nats over all tokens but the first, each scored once with at least `overlap` tokens before it."""
    tokens = torch.from_numpy(tokens)
    scored = len(tokens) - 1
    total, done = 0.0, 0
    while done < scored:
        first = max(0, done - overlap)
        end = min(first + window, scored)
        losses = model(tokens[None, first:end], tokens[None, first + 1 : end + 1], reduction="none")
        total += losses[done - first :].sum().item()
        done = end
    return total / scored


def main():
    parser = argparse.ArgumentParser(description="Trains char-gpt in PyTorch and prints its validation loss.")
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--windows", choices=["oneday", "random"], default="oneday")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--save", type=Path, help="safetensors file for the trained parameters")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    # newline="" keeps the file's own line ends: the vocabulary is of the characters as they are.
    with arguments.text.open(encoding="utf-8", newline="") as file:
        characters, tokens = character_tokens(file.read())
    config = CharGptConfig(vocabSize=len(characters))
    split = len(tokens) * 9 // 10
    train, validation = tokens[:split], tokens[split:]
    if min(len(train), len(validation)) <= config.time:
        parser.error(f"--text must give more than {config.time} characters to each split; got {len(tokens)} in all")

    model = make_model(config, arguments.seed)
    optimizer = make_optimizer(model, config, fused=True)
    if arguments.windows == "oneday":
        windows = causal_windows(train, arguments.seed, config.steps, config.batch, config.time)
    else:
        key = threefry.fold_in(threefry.seed_key(arguments.seed), "batches")
        keys = [threefry.fold_in(key, step) for step in range(config.steps)]
        windows = np.concatenate([random_windows(train, key, 1, config.batch, config.time) for key in keys])
    started = time.perf_counter()
    for step in range(config.steps):
        loss, norm = train_step(model, optimizer, config, step, *inputs_and_targets(windows[step]))
        if (step + 1) % REPORT_EVERY == 0:
            print(f"step {step + 1:5} loss {loss.item():.4f} gradient norm {norm.item():.3f}", file=sys.stderr)
    train_seconds = time.perf_counter() - started

    if arguments.save is not None:
        from safetensors.torch import save_file

        save_file(dict(model.named_parameters()), arguments.save)
    result = {
        "valLoss": validation_loss(model, validation, config.time, config.time // 2),
        "valLossWithoutOverlap": validation_loss(model, validation, config.time, 0),
        "scoredTokens": len(validation) - 1,
        "vocabSize": config.vocabSize,
        "trainCharacters": len(train),
        "seed": arguments.seed,
        "windows": arguments.windows,
        "trainSeconds": train_seconds,
        "torch": torch.__version__,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
