"""Makes `packages/models/fixtures/modern-gpt.json` with a plain PyTorch module, written here from the papers.

    python tools/parity/modern_gpt_fixture.py [--output FILE]

Rows hold several documents, which do not see each other and count their positions anew, and end in padding.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from model_parity import NOT_SCORED, make_fixture, packed_segments, randomize, visible

CONFIG = {"vocabSize": 43, "layers": 2, "heads": 4, "width": 32, "context": 16}
EPSILON, BASE = 1e-6, 10_000.0
BATCHES = 5
ROWS = ([16, 0], [7, 9, 0], [5, 4, 3, 4])


def norm(x):
    return F.rms_norm(x, (x.shape[-1],), eps=EPSILON)


def rotary(x, positions):
    """[B,H,T,K]: the pair (i, i + K/2) as a complex number, times exp(i * position * BASE^(-2i/K))."""
    half = x.shape[-1] // 2
    frequencies = BASE ** (-torch.arange(half, dtype=x.dtype) / half)
    angles = positions[:, None, :, None].to(x.dtype) * frequencies
    turned = torch.complex(x[..., :half], x[..., half:]) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([turned.real, turned.imag], dim=-1)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.attentionOutput = nn.Linear(width, width, bias=False)
        self.feedForwardIn = nn.Linear(width, 4 * width, bias=False)
        self.feedForwardOut = nn.Linear(4 * width, width, bias=False)

    def forward(self, x, positions, mask):
        batch, time, width = x.shape
        heads = CONFIG["heads"]
        q, k, v = self.qkv(norm(x)).view(batch, time, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
        q, k = norm(rotary(q, positions)), norm(rotary(k, positions))
        attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2)
        x = x + self.attentionOutput(attended.reshape(batch, time, width))
        return x + self.feedForwardOut(F.relu(self.feedForwardIn(norm(x))).square())


class ModernGpt(nn.Module):
    def __init__(self):
        super().__init__()
        width = CONFIG["width"]
        self.tokens = nn.Embedding(CONFIG["vocabSize"], width)
        self.blocks = nn.ModuleList(Block(width) for _ in range(CONFIG["layers"]))
        self.head = nn.Linear(width, CONFIG["vocabSize"], bias=False)

    def forward(self, ids, positions, mask):
        x = norm(self.tokens(ids))
        for block in self.blocks:
            x = block(x, positions, mask)
        return self.head(norm(x))


def make_batch(random):
    segments, positions = packed_segments(ROWS)
    ids = random.integers(0, CONFIG["vocabSize"], segments.shape, dtype=np.int32)
    continues = (segments[:, 1:] == segments[:, :-1]) & (segments[:, 1:] != 0)
    labels = np.full_like(ids, NOT_SCORED)
    labels[:, :-1] = np.where(continues, ids[:, 1:], NOT_SCORED)
    return {"inputIds": ids, "labels": labels, "segments": segments, "positions": positions}


def logits_of(model, batch):
    ids, positions = (torch.as_tensor(batch[key], dtype=torch.int64) for key in ("inputIds", "positions"))
    time = ids.shape[1]
    mask = visible(batch["segments"]) & torch.ones(time, time, dtype=torch.bool).tril()
    return model(ids, positions, mask)


if __name__ == "__main__":
    random = np.random.default_rng(3)
    batches = [make_batch(random) for _ in range(BATCHES)]
    model = ModernGpt()
    randomize(model, 3)
    make_fixture("modern-gpt", model, logits_of, CONFIG, batches, {})
