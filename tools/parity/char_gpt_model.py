"""The `char-gpt` recipe in plain PyTorch: model, initial values, optimizer, schedule and one training step.

Written from the recipe's description (nanoGPT's published small-CPU configuration), to be the other side of
our parity tests and benchmarks. Attribute names are camelCase because they are the parameter names of the
TypeScript model, and they come in its order.
"""

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

import threefry


@dataclass(frozen=True)
class CharGptConfig:
    """Sizes and settings of the recipe; the defaults are `char-gpt`."""

    vocabSize: int = 65
    layers: int = 4
    heads: int = 4
    width: int = 128
    time: int = 64
    batch: int = 12
    steps: int = 2000
    warmupSteps: int = 100
    learningRate: float = 1e-3
    minimumLearningRate: float = 1e-4
    beta1: float = 0.9
    beta2: float = 0.99
    epsilon: float = 1e-8
    weightDecay: float = 0.1
    clipNorm: float = 1.0
    initialDeviation: float = 0.02
    normEpsilon: float = 1e-5


class Block(nn.Module):
    """One pre-norm transformer block. The rows of `qkv.weight` are all of q, then k, then v."""

    def __init__(self, config):
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.attentionNorm = nn.LayerNorm(width, eps=config.normEpsilon, bias=False)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.attentionOutput = nn.Linear(width, width, bias=False)
        self.feedForwardNorm = nn.LayerNorm(width, eps=config.normEpsilon, bias=False)
        self.feedForwardIn = nn.Linear(width, 4 * width, bias=False)
        self.feedForwardOut = nn.Linear(4 * width, width, bias=False)

    def forward(self, x):
        batch, time, width = x.shape
        qkv = self.qkv(self.attentionNorm(x)).view(batch, time, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.attentionOutput(attended.transpose(1, 2).reshape(batch, time, width))
        return x + self.feedForwardOut(F.gelu(self.feedForwardIn(self.feedForwardNorm(x))))


class CharGpt(nn.Module):
    """A GPT without biases and dropout, with learned positions and the token table as its head."""

    def __init__(self, config):
        super().__init__()
        self.tokens = nn.Embedding(config.vocabSize, config.width)
        self.positions = nn.Embedding(config.time, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.finalNorm = nn.LayerNorm(config.width, eps=config.normEpsilon, bias=False)

    def forward(self, inputs, targets, reduction="mean"):
        """Cross-entropy of `targets` [B, T] after `inputs` [B, T]; targets of -100 are not scored."""
        x = self.tokens(inputs) + self.positions.weight[: inputs.shape[1]]
        for block in self.blocks:
            x = block(x)
        logits = F.linear(self.finalNorm(x), self.tokens.weight)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100, reduction=reduction)


def initialize(model, config, seed):
    """Draws the initial values: each parameter from a key of its own, so order and threads do not matter."""
    init_key = threefry.fold_in(threefry.seed_key(seed), "init")
    residual_deviation = config.initialDeviation / math.sqrt(2 * config.layers)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim < 2:
                parameter.fill_(1.0)
                continue
            residual = name.endswith(("attentionOutput.weight", "feedForwardOut.weight"))
            deviation = residual_deviation if residual else config.initialDeviation
            # float32 normals, scaled in float64, rounded to float32 once more: what JavaScript numbers do.
            normals = threefry.normal(threefry.fold_in(init_key, name), parameter.numel())
            scaled = torch.from_numpy(normals).double() * deviation
            parameter.copy_(scaled.float().view(parameter.shape))


def make_model(config, seed, dtype=torch.float32):
    """A model with the recipe's initial values; float64 starts from the same float32 numbers."""
    model = CharGpt(config)
    initialize(model, config, seed)
    return model.to(dtype)


def make_optimizer(model, config, **implementation):
    """AdamW with weight decay on matrices only; `implementation` is passed on (`fused=True`, ...)."""
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    groups = [{"params": matrices, "weight_decay": config.weightDecay}, {"params": vectors, "weight_decay": 0.0}]
    betas = (config.beta1, config.beta2)
    return torch.optim.AdamW(groups, lr=config.learningRate, betas=betas, eps=config.epsilon, **implementation)


def learning_rate(config, step):
    """The rate of step 0, 1, ...: linear warm-up, then a cosine down to the minimum at the last step."""
    if step < config.warmupSteps:
        return config.learningRate * (step + 1) / (config.warmupSteps + 1)
    if step > config.steps:
        return config.minimumLearningRate
    progress = (step - config.warmupSteps) / (config.steps - config.warmupSteps)
    share = 0.5 * (1 + math.cos(math.pi * progress))
    return config.minimumLearningRate + share * (config.learningRate - config.minimumLearningRate)


def train_step(model, optimizer, config, step, inputs, targets, loss_of=None):
    """One update. Returns the loss and the gradient norm before clipping, as tensors that nobody waited for.

    `loss_of` stands in for the model's call where that is compiled. The gradients stay until the next step.
    """
    rate = learning_rate(config, step)
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad(set_to_none=True)
    loss = (loss_of or model)(inputs, targets)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), config.clipNorm)
    optimizer.step()
    return loss.detach(), norm.detach()
