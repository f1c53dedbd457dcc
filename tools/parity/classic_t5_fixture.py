"""Makes `packages/models/fixtures/classic-t5.json`: as `t5_fixture.py`, in the form of the first T5.

    python tools/parity/classic_t5_fixture.py [--output FILE]
"""

from t5_fixture import CONFIG, make_t5_fixture

if __name__ == "__main__":
    config = {**CONFIG, "layers": 2, "decoderLayers": 1, "headWidth": 8}
    make_t5_fixture("classic-t5", config, {"feed_forward_proj": "relu", "tie_word_embeddings": True})
