"""Makes `packages/models/fixtures/crammed-bert.json` with a plain PyTorch module, written here from the paper.

    python tools/parity/crammed_bert_fixture.py [--output FILE]

Rows hold several texts, which do not see each other, and end in padding.
"""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from model_parity import NOT_SCORED, make_fixture, packed_segments, randomize, visible

CONFIG = {"vocabSize": 43, "layers": 2, "heads": 4, "width": 32, "context": 16}
EPSILON = 1e-12
BATCHES = 5
ROWS = ([16, 0], [7, 9, 0], [6, 6, 4])
MASK_ID = 3
SCORED_A_ROW = 3


def sinusoids(rows, width):
    table = torch.zeros(rows, width)
    angles = torch.arange(rows)[:, None] * torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
    table[:, 0::2], table[:, 1::2] = angles.sin(), angles.cos()
    return table


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attentionNorm = nn.LayerNorm(width, eps=EPSILON)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.attentionOutput = nn.Linear(width, width, bias=False)
        self.feedForwardNorm = nn.LayerNorm(width, eps=EPSILON)
        self.feedForwardIn = nn.Linear(width, 4 * width, bias=False)
        self.feedForwardOut = nn.Linear(2 * width, width, bias=False)

    def forward(self, x, mask):
        batch, time, width = x.shape
        heads = CONFIG["heads"]
        qkv = self.qkv(self.attentionNorm(x)).view(batch, time, 3, heads, width // heads)
        attended = F.scaled_dot_product_attention(*qkv.permute(2, 0, 3, 1, 4).unbind(0), attn_mask=mask)
        x = x + self.attentionOutput(attended.transpose(1, 2).reshape(batch, time, width))
        gate, up = self.feedForwardIn(self.feedForwardNorm(x)).chunk(2, dim=-1)
        return x + self.feedForwardOut(F.gelu(gate) * up)


class Positions(nn.Module):
    def __init__(self, rows, width):
        super().__init__()
        self.scale = nn.Parameter(torch.full((1,), width**-0.5))
        self.register_buffer("table", sinusoids(rows, width), persistent=False)

    def forward(self, positions):
        return self.scale * self.table[positions]


class CrammedBert(nn.Module):
    def __init__(self):
        super().__init__()
        width = CONFIG["width"]
        self.tokens = nn.Embedding(CONFIG["vocabSize"], width)
        self.positions = Positions(CONFIG["context"], width)
        self.embeddingNorm = nn.LayerNorm(width, eps=EPSILON)
        self.blocks = nn.ModuleList(Block(width) for _ in range(CONFIG["layers"]))
        self.finalNorm = nn.LayerNorm(width, eps=EPSILON)

    def forward(self, ids, positions, mask):
        x = self.embeddingNorm(self.tokens(ids) + self.positions(positions))
        for block in self.blocks:
            x = block(x, mask)
        return F.linear(self.finalNorm(x), self.tokens.weight)


def make_batch(random):
    """Three masked positions a row, two places of `scoredPositions` unused."""
    segments, positions = packed_segments(ROWS)
    rows, time = segments.shape
    ids = random.integers(4, CONFIG["vocabSize"], (rows, time), dtype=np.int32)
    labels = np.full_like(ids, NOT_SCORED)
    scored = []
    for row in range(rows):
        length = int((segments[row] != 0).sum())
        ids[row, length:] = 0
        for at in sorted(random.choice(length, SCORED_A_ROW, replace=False)):
            labels[row, at], ids[row, at] = ids[row, at], MASK_ID
            scored.append(row * time + at)
    return {
        "inputIds": ids, "labels": labels, "segments": segments, "positions": positions,
        "scoredPositions": np.array([*scored, -1, -1], np.int32),
    }  # fmt: skip


def logits_of(model, batch):
    ids, positions = (torch.as_tensor(batch[key], dtype=torch.int64) for key in ("inputIds", "positions"))
    return model(ids, positions, visible(batch["segments"]))


if __name__ == "__main__":
    random = np.random.default_rng(4)
    batches = [make_batch(random) for _ in range(BATCHES)]
    model = CrammedBert()
    randomize(model, 4)
    make_fixture("crammed-bert", model, logits_of, CONFIG, batches, {})
