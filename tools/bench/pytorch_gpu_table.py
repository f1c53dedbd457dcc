"""PyTorch's side of the GPU table: `python tools/bench/pytorch_gpu_table.py FOLDER [--eager]`.

Trains what gpu-table-workload.mjs has put in the folder from the initial parameters that gpu-table-oneday.mjs wrote
there, and ends with one JSON object. PyTorch gets its best: `torch.compile`, fused attention, the fused AdamW, bfloat16
by autocast where the run asks for it, and losses that are read after the last step. Needs PyTorch alone.
"""

import argparse
import json
import math
import resource
import statistics
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

WARMUP_STEPS = 10
NOT_SCORED = -100


class GptBlock(nn.Module):
    """Norms before the branches; the rows of `qkv` are all of q, then k, then v."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.attentionNorm = nn.LayerNorm(width, eps=1e-5)
        self.qkv = nn.Linear(width, 3 * width)
        self.attentionOutput = nn.Linear(width, width)
        self.feedForwardNorm = nn.LayerNorm(width, eps=1e-5)
        self.feedForwardIn = nn.Linear(width, 4 * width)
        self.feedForwardOut = nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attentionOutput(attend(self.qkv(self.attentionNorm(x)), self.heads, is_causal=True))
        hidden = F.gelu(self.feedForwardIn(self.feedForwardNorm(x)), approximate="tanh")
        return x + self.feedForwardOut(hidden)


class BertBlock(nn.Module):
    """Norms before the branches, no biases but theirs, and a gated feed-forward layer."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.attentionNorm = nn.LayerNorm(width, eps=1e-12)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.attentionOutput = nn.Linear(width, width, bias=False)
        self.feedForwardNorm = nn.LayerNorm(width, eps=1e-12)
        self.feedForwardIn = nn.Linear(width, 4 * width, bias=False)
        self.feedForwardOut = nn.Linear(2 * width, width, bias=False)

    def forward(self, x):
        x = x + self.attentionOutput(attend(self.qkv(self.attentionNorm(x)), self.heads, is_causal=False))
        gate, up = self.feedForwardIn(self.feedForwardNorm(x)).chunk(2, dim=-1)
        return x + self.feedForwardOut(F.gelu(gate) * up)


def attend(qkv, heads, is_causal):
    batch, length, width = qkv.shape
    q, k, v = qkv.view(batch, length, 3, heads, width // 3 // heads).permute(2, 0, 3, 1, 4).unbind(0)
    attended = F.scaled_dot_product_attention(q, k, v, is_causal=is_causal)
    return attended.transpose(1, 2).reshape(batch, length, width // 3)


class Gpt(nn.Module):
    def __init__(self, run):
        super().__init__()
        width = run["width"]
        self.tokens = nn.Embedding(run["vocabSize"], width)
        self.positions = nn.Embedding(run["context"], width)
        self.blocks = nn.ModuleList(GptBlock(width, run["heads"]) for _ in range(run["layers"]))
        self.finalNorm = nn.LayerNorm(width, eps=1e-5)

    def forward(self, ids, labels, _):
        x = self.tokens(ids) + self.positions.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x)
        logits = F.linear(self.finalNorm(x), self.tokens.weight)
        return F.cross_entropy(logits.flatten(0, 1).float(), labels.flatten(), ignore_index=NOT_SCORED)


class Sinusoids(nn.Module):
    """Fixed sines and cosines times one learned number."""

    def __init__(self, rows, width):
        super().__init__()
        self.scale = nn.Parameter(torch.empty(1))
        rates = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
        angles = torch.arange(rows)[:, None] * rates
        self.register_buffer("table", torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1), persistent=False)

    def forward(self, length):
        return self.scale * self.table[:length]


class CrammedBert(nn.Module):
    def __init__(self, run):
        super().__init__()
        width = run["width"]
        self.tokens = nn.Embedding(run["vocabSize"], width)
        self.positions = Sinusoids(run["context"], width)
        self.embeddingNorm = nn.LayerNorm(width, eps=1e-12)
        self.blocks = nn.ModuleList(BertBlock(width, run["heads"]) for _ in range(run["layers"]))
        self.finalNorm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, ids, labels, scored):
        x = self.embeddingNorm(self.tokens(ids) + self.positions(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        logits = F.linear(self.finalNorm(x).flatten(0, 1)[scored], self.tokens.weight)
        return F.cross_entropy(logits.float(), labels.flatten()[scored])


def load_parameters(model, folder):
    """Fills the model from `parameters.bin`; gives its parameters that decay and those that do not."""
    values = torch.from_file(str(folder / "parameters.bin"), size=(folder / "parameters.bin").stat().st_size // 4)
    named = dict(model.named_parameters())
    groups, at = {True: [], False: []}, 0
    for spec in json.loads((folder / "parameters.json").read_text()):
        parameter, size = named.pop(spec["name"]), math.prod(spec["shape"])
        with torch.no_grad():
            parameter.copy_(values[at : at + size].view(spec["shape"]))
        groups[spec["decay"]].append(parameter)
        at += size
    if named or at != len(values):
        raise SystemExit(f"the two sides have other parameters: {sorted(named)}, {at} of {len(values)} numbers")
    return groups[True], groups[False]


def open_batches(run, folder, device):
    """Batches by step, on the device: ids and labels [B, T], scored positions [M]."""
    path, size = folder / "batches.bin", run["batch"] * run["context"]
    numbers = torch.from_file(str(path), size=path.stat().st_size // 4, dtype=torch.int32).view(run["steps"], -1)

    def batch_of(step):
        row = numbers[step].long().to(device, non_blocking=True)
        shape = (run["batch"], run["context"])
        return row[:size].view(shape), row[size : 2 * size].view(shape), row[2 * size :]

    return batch_of


def train(folder, is_compiled):
    run = json.loads((folder / "run.json").read_text())
    on_gpu = torch.cuda.is_available()
    device = torch.device("cuda" if on_gpu else "cpu")
    model = Gpt(run) if run["family"] == "gpt" else CrammedBert(run)
    decaying, others = load_parameters(model, folder)
    model.to(device)
    settings = run["optimizer"]
    groups = [{"params": decaying, "weight_decay": settings["weightDecay"]}, {"params": others, "weight_decay": 0.0}]
    betas = (settings["beta1"], settings["beta2"])
    optimizer = torch.optim.AdamW(groups, lr=0.0, betas=betas, eps=settings["epsilon"], fused=True)
    loss_of = torch.compile(model) if is_compiled else model
    batch_of = open_batches(run, folder, device)
    half = {"bf16": torch.bfloat16, "f16": torch.float16}.get(run["precision"])

    def take_step(step):
        for group in optimizer.param_groups:
            group["lr"] = run["rates"][step]
        with torch.autocast(device.type, half, enabled=half is not None):
            loss = loss_of(*batch_of(step))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), settings["clipNorm"])
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.detach()

    def wait():
        if on_gpu:
            torch.cuda.synchronize()

    losses, durations = [], []
    warmup = min(WARMUP_STEPS, run["steps"] - 1)
    for step in range(warmup):
        started = time.perf_counter()
        losses.append(take_step(step))
        wait()
        durations.append(time.perf_counter() - started)
    started = time.perf_counter()
    for step in range(warmup, run["steps"]):
        losses.append(take_step(step))
    wait()
    seconds = time.perf_counter() - started
    usual = statistics.median(durations[1:] or [0.0])
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "device": torch.cuda.get_device_name() if on_gpu else "cpu", "kind": "gpu" if on_gpu else "cpu",
        "tokensPerSecond": (run["steps"] - warmup) * run["batch"] * run["context"] / seconds,
        "peakBytes": torch.cuda.max_memory_allocated() if on_gpu else resident,
        "compileSeconds": max(0.0, durations[0] - usual), "torch": torch.__version__, "compiled": is_compiled,
        "losses": [loss.item() for loss in losses],
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--eager", action="store_true", help="without torch.compile")
    options = parser.parse_args()
    print(json.dumps(train(options.folder, not options.eager)))


if __name__ == "__main__":
    main()
