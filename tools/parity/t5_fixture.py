"""Makes `packages/models/fixtures/t5.json` with Hugging Face's `T5ForConditionalGeneration`, in T5 v1.1's form.

    python tools/parity/t5_fixture.py [--output FILE]

Sources and targets end in padding; distances pass the furthest that has a bucket of its own.
"""

import numpy as np
import torch
import transformers

from model_parity import NOT_SCORED, make_fixture, randomize

CONFIG = {
    "vocabSize": 43, "layers": 1, "decoderLayers": 2, "heads": 4, "width": 32, "headWidth": 6, "innerWidth": 48,
    "buckets": 8, "maxDistance": 12, "dropout": 0,
}  # fmt: skip
BATCHES, TIME, TARGET_TIME = 5, 17, 15
LENGTHS, TARGET_LENGTHS = (17, 9, 12), (8, 15, 11)
START_ID = 0


def make_model(config, form):
    settings = transformers.T5Config(
        vocab_size=config["vocabSize"], num_layers=config["layers"], num_decoder_layers=config["decoderLayers"],
        num_heads=config["heads"], d_model=config["width"], d_kv=config["headWidth"], d_ff=config["innerWidth"],
        relative_attention_num_buckets=config["buckets"], relative_attention_max_distance=config["maxDistance"],
        dropout_rate=0.0, decoder_start_token_id=START_ID, attn_implementation="eager", **form,
    )  # fmt: skip
    model = transformers.T5ForConditionalGeneration(settings)
    if not settings.scale_decoder_outputs:
        # The head of v1.1 is its own; the library ties it until a file with another one is loaded.
        model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.detach().clone())
    randomize(model, 4)
    with torch.no_grad():
        model.shared.weight.mul_(10)
        for side in (model.encoder, model.decoder):
            side.block[0].layer[0].SelfAttention.relative_attention_bias.weight.mul_(10)
    return model


def padded(rows, time, fill):
    return np.array([[*row, *[fill] * (time - len(row))] for row in rows], np.int32)


def make_batch(random, config):
    draw = lambda lengths: [random.integers(2, config["vocabSize"], length).tolist() for length in lengths]
    sources, targets = draw(LENGTHS), draw(TARGET_LENGTHS)
    opened = [[START_ID, *target[:-1]] for target in targets]
    return {
        "inputIds": padded(sources, TIME, 0),
        "segments": padded([[1] * n for n in LENGTHS], TIME, 0),
        "decoderInputIds": padded(opened, TARGET_TIME, 0),
        "decoderSegments": padded([[1] * n for n in TARGET_LENGTHS], TARGET_TIME, 0),
        "labels": padded(targets, TARGET_TIME, NOT_SCORED),
    }


def logits_of(model, batch):
    keys = ("inputIds", "segments", "decoderInputIds", "decoderSegments")
    ids, segments, targets, target_segments = (torch.as_tensor(batch[key], dtype=torch.int64) for key in keys)
    return model(
        input_ids=ids, attention_mask=(segments != 0).long(),
        decoder_input_ids=targets, decoder_attention_mask=(target_segments != 0).long(),
    ).logits  # fmt: skip


def make_t5_fixture(name, config, form):
    random = np.random.default_rng(4)
    batches = [make_batch(random, config) for _ in range(BATCHES)]
    make_fixture(name, make_model(config, form), logits_of, config, batches, {"transformers": transformers.__version__})


if __name__ == "__main__":
    make_t5_fixture("t5", CONFIG, {"feed_forward_proj": "gated-gelu", "tie_word_embeddings": False})
