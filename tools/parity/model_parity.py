"""What the model fixtures share: weights, batches, a short training run, and the file they are written to.

A fixture says what PyTorch computes for one small model: its weights, the logits of batch 0, and the losses of 20
steps of AdamW with a constant learning rate over the batches in turn. `make_fixture` runs everything in float32 on
one CPU thread, and once more in float64 to tell how much of a difference is rounding.
"""

import argparse
import base64
import copy
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

STEPS = 20
NOT_SCORED = -100
OPTIMIZER = {"learningRate": 3e-3, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "weightDecay": 0.1}
FIXTURES = Path(__file__).resolve().parents[2] / "packages" / "models" / "fixtures"


def base64_of(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")


def randomize(model, seed):
    """Weights that hide nothing: matrices of deviation 0.08, gains around 1, biases around 0."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            is_gain = parameter.ndim < 2 and name.endswith("weight")
            parameter.copy_(1 + 0.2 * noise if is_gain else (0.08 if parameter.ndim >= 2 else 0.1) * noise)


def packed_segments(rows):
    """Lists of segment lengths, one a row, ended by padding: segment ids and positions inside each segment."""
    segments, positions = [], []
    for *lengths, padding in rows:
        segments.append([i + 1 for i, length in enumerate(lengths) for _ in range(length)] + [0] * padding)
        positions.append([t for length in lengths for t in range(length)] + [0] * padding)
    return np.array(segments, np.int32), np.array(positions, np.int32)


def visible(segments):
    """[B,1,T,T], true where a query sees a key of its own segment; padding sees itself, to stay finite."""
    same = segments[:, :, None] == segments[:, None, :]
    return torch.as_tensor(same & ((segments != 0)[:, None, :] | np.eye(segments.shape[1], dtype=bool)))[:, None]


def shapes_of(batch):
    """[B,T] and, of batches with a decoder, [B,S]."""
    shapes = {"shape": "inputIds", "decoderShape": "decoderInputIds"}
    return {name: list(batch[key].shape) for name, key in shapes.items() if key in batch}


def loss_of(logits, batch):
    labels = torch.as_tensor(batch["labels"], dtype=torch.int64)
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=NOT_SCORED)


def train(model, logits_of, batches):
    """Mean losses of the steps, each before its update. Matrices decay, vectors do not."""
    groups = [
        {"params": [p for p in model.parameters() if p.ndim >= 2], "weight_decay": OPTIMIZER["weightDecay"]},
        {"params": [p for p in model.parameters() if p.ndim < 2], "weight_decay": 0.0},
    ]
    betas = (OPTIMIZER["beta1"], OPTIMIZER["beta2"])
    optimizer = torch.optim.AdamW(groups, lr=OPTIMIZER["learningRate"], betas=betas, eps=OPTIMIZER["epsilon"])
    losses = []
    for step in range(STEPS):
        batch = batches[step % len(batches)]
        loss = loss_of(logits_of(model, batch), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def make_fixture(name, model, logits_of, config, batches, about):
    """Writes the fixture `name`; `logits_of(model, batch)` gives [B,T,V]. `--output` names another file."""
    arguments = argparse.ArgumentParser(description=f"Writes {name}.json, the PyTorch side of a parity test.")
    arguments.add_argument("--output", type=Path, default=FIXTURES / f"{name}.json")
    output = arguments.parse_args().output
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    model.eval()
    exact = copy.deepcopy(model).double()
    parameters = [
        {"name": key, "shape": list(parameter.shape), "base64": base64_of(parameter.detach().numpy())}
        for key, parameter in model.named_parameters()
    ]
    names = list(model.state_dict())
    with torch.no_grad():
        logits, exact_logits = logits_of(model, batches[0]), logits_of(exact, batches[0])
    losses, exact_losses = train(model, logits_of, batches), train(exact, logits_of, batches)
    fixture = {
        "about": {"script": f"tools/parity/{name.replace('-', '_')}_fixture.py", "torch": torch.__version__, **about},
        "config": config,
        "optimizer": OPTIMIZER,
        "batches": [
            {**shapes_of(batch), **{key: array.flatten().tolist() for key, array in batch.items()}} for batch in batches
        ],
        "logits": {"shape": list(logits.shape), "base64": base64_of(logits.numpy())},
        "losses": losses,
        "stateDictNames": names,
        "parameters": parameters,
    }
    rows = {"parameters", "batches"}
    lines = [
        f"{json.dumps(key)}:[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in value) + "\n]"
        if key in rows
        else f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}"
        for key, value in fixture.items()
    ]
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    drift = max(abs(a - b) for a, b in zip(losses, exact_losses))
    print(f"wrote {output.name}, {output.stat().st_size} bytes, {len(names)} tensors")
    print(f"float32 - float64: logits {(logits - exact_logits).abs().max():.1e}, losses {drift:.1e}")
    print(f"losses {losses[0]:.4f} .. {losses[-1]:.4f}; largest logit {logits.abs().max():.2f}")
