"""Makes packages/tokenizer/fixtures/precompiled-charsmap.json with SentencePiece: a small table of replacements in the
form that its models carry: ligatures, compositions, longer and shorter replacements, and what goes without one.

    python tools/parity/precompiled_fixture.py
"""

import base64
import io
import json
import pathlib
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/tokenizer/fixtures/precompiled-charsmap.json"

RULES = [
    ("ﬁ", "fi"), ("①", "1"), ("Ａ", "A"), ("é", "e"), ("ab", "X"), ("～", "~"), ("\u0301", ""), ("が", "か゛"),
    ("e\u0301", "E"), ("\u3000", " "), ("각", "ㄱㅏㄱ"), ("\ufeff", ""), ("\u0007", ""),
]


def charsmap():
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as rules:
        for wanted, content in RULES:
            columns = [" ".join(f"{ord(character):X}" for character in text) for text in (wanted, content)]
            rules.write("\t".join(columns) + "\n")
        rules.flush()
        output = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["the cat sat on the mat", "a dog and a cat"] * 20), model_writer=output,
            vocab_size=40, hard_vocab_limit=False, minloglevel=2, normalization_rule_tsv=rules.name,
        )
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(output.getvalue())
    return base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()


if __name__ == "__main__":
    OUTPUT.write_text(json.dumps(charsmap()) + "\n", encoding="utf-8")
    print(OUTPUT.name)
