"""Makes `packages/models/fixtures/bert.json` with Hugging Face's `BertForMaskedLM`.

    python tools/parity/bert_fixture.py [--output FILE]

Rows hold a pair of texts, told apart by type ids, and end in padding.
"""

import numpy as np
import torch
import transformers

from model_parity import NOT_SCORED, make_fixture, randomize

CONFIG = {"vocabSize": 43, "layers": 2, "heads": 4, "width": 32, "context": 16, "innerWidth": 96, "dropout": 0}
BATCHES, TIME = 5, 14
LENGTHS = (14, 9, 12)
MASK_ID = 3
SCORED_A_ROW = 3


def make_model():
    config = transformers.BertConfig(
        vocab_size=CONFIG["vocabSize"], num_hidden_layers=CONFIG["layers"], num_attention_heads=CONFIG["heads"],
        hidden_size=CONFIG["width"], intermediate_size=CONFIG["innerWidth"],
        max_position_embeddings=CONFIG["context"], hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        attn_implementation="eager",
    )  # fmt: skip
    model = transformers.BertForMaskedLM(config)
    randomize(model, 2)
    return model


def make_batch(random):
    """Three masked positions a row, two places of `scoredPositions` unused."""
    rows = len(LENGTHS)
    ids = random.integers(4, CONFIG["vocabSize"], (rows, TIME), dtype=np.int32)
    labels = np.full_like(ids, NOT_SCORED)
    segments, types = np.zeros_like(ids), np.zeros_like(ids)
    scored = []
    for row, length in enumerate(LENGTHS):
        segments[row, :length] = 1
        types[row, length // 2 : length] = 1
        ids[row, length:] = 0
        for at in sorted(random.choice(length, SCORED_A_ROW, replace=False)):
            labels[row, at] = ids[row, at]
            ids[row, at] = MASK_ID
            scored.append(row * TIME + at)
    positions = np.array([*scored, -1, -1], np.int32)
    return {"inputIds": ids, "labels": labels, "segments": segments, "typeIds": types, "scoredPositions": positions}


def logits_of(model, batch):
    keys = ("inputIds", "typeIds", "segments")
    ids, types, segments = (torch.as_tensor(batch[key], dtype=torch.int64) for key in keys)
    return model(input_ids=ids, token_type_ids=types, attention_mask=(segments != 0).long()).logits


if __name__ == "__main__":
    random = np.random.default_rng(2)
    batches = [make_batch(random) for _ in range(BATCHES)]
    about = {"transformers": transformers.__version__}
    make_fixture("bert", make_model(), logits_of, CONFIG, batches, about)
