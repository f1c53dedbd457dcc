"""Makes `packages/models/fixtures/gpt2.json` with Hugging Face's `GPT2LMHeadModel`.

    python tools/parity/gpt2_fixture.py [--output FILE]
"""

import numpy as np
import torch
import transformers

from model_parity import NOT_SCORED, make_fixture, randomize

CONFIG = {"vocabSize": 43, "layers": 2, "heads": 4, "width": 32, "context": 16}
BATCHES, ROWS, TIME = 5, 3, 14


def make_model():
    config = transformers.GPT2Config(
        vocab_size=CONFIG["vocabSize"], n_layer=CONFIG["layers"], n_head=CONFIG["heads"], n_embd=CONFIG["width"],
        n_positions=CONFIG["context"], resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, attn_implementation="eager",
        bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    model = transformers.GPT2LMHeadModel(config)
    randomize(model, 1)
    return model


def make_batch(random):
    window = random.integers(0, CONFIG["vocabSize"], (ROWS, TIME + 1), dtype=np.int32)
    labels = window[:, 1:].copy()
    labels[0, :3] = NOT_SCORED
    return {"inputIds": window[:, :-1], "labels": labels}


def logits_of(model, batch):
    return model(input_ids=torch.as_tensor(batch["inputIds"], dtype=torch.int64)).logits


if __name__ == "__main__":
    random = np.random.default_rng(1)
    batches = [make_batch(random) for _ in range(BATCHES)]
    about = {"transformers": transformers.__version__}
    make_fixture("gpt2", make_model(), logits_of, CONFIG, batches, about)
