"""Makes packages/inference/fixtures/pseudo-likelihoods.json with Hugging Face's `BertForMaskedLM`: pseudo-log-likelihoods
(Salazar et al. 2020) of continuations under the weights of packages/models/fixtures/bert.json.

    python tools/parity/masked_scorer_fixture.py

A token is a character of `ALPHABET`, its id the place there; the id after them is [MASK]. Where a text is longer than the
context, a token is guessed from the window around it.
"""

import base64
import json
import random
from pathlib import Path

import numpy as np
import torch
import transformers

PACKAGES = Path(__file__).resolve().parents[2] / "packages"
ALPHABET = "\n !\"'(),-.:;?ABCDabcdefghijklmnopqrstuvwxy"
CASES = 200
LONGEST = 24


def make_model(fixture):
    sizes = fixture["config"]
    config = transformers.BertConfig(
        vocab_size=sizes["vocabSize"], num_hidden_layers=sizes["layers"], num_attention_heads=sizes["heads"],
        hidden_size=sizes["width"], intermediate_size=sizes["innerWidth"],
        max_position_embeddings=sizes["context"], attn_implementation="eager",
    )  # fmt: skip
    model = transformers.BertForMaskedLM(config).eval()
    weights = {
        entry["name"]: torch.from_numpy(np.frombuffer(base64.b64decode(entry["base64"]), np.float32).copy())
        .reshape(entry["shape"]) for entry in fixture["parameters"]
    }
    missing, unexpected = model.load_state_dict(weights, strict=False)
    tied = {"cls.predictions.decoder.weight", "cls.predictions.decoder.bias", "cls.predictions.bias"}
    assert not unexpected and set(missing) <= tied, (missing, unexpected)
    model.tie_weights()
    return model


def score(model, context, continuation):
    ids = [ALPHABET.index(character) for character in context + continuation]
    size = model.config.max_position_embeddings
    total, is_best = 0.0, True
    for at in range(len(context), len(ids)):
        start = max(0, min(at - size // 2, len(ids) - size))
        window = torch.tensor([ids[start : start + size]])
        window[0, at - start] = len(ALPHABET)
        with torch.no_grad():
            logits = model(input_ids=window).logits[0, at - start].double()
        total += torch.log_softmax(logits, -1)[ids[at]].item()
        is_best = is_best and logits.argmax().item() == ids[at]
    return {"context": context, "continuation": continuation, "logLikelihood": total, "isGreedy": is_best}


if __name__ == "__main__":
    torch.set_num_threads(1)
    fixture = json.loads((PACKAGES / "models/fixtures/bert.json").read_text(encoding="utf-8"))
    assert len(ALPHABET) + 1 == fixture["config"]["vocabSize"] and sorted(ALPHABET) == list(ALPHABET)
    model = make_model(fixture)
    rng = random.Random(1)
    # White space that ends a context counts to the continuation, which is another question.
    letters = ALPHABET.replace("\n", "").replace(" ", "")
    cases = []
    for _ in range(CASES):
        length = rng.randint(1, LONGEST)
        text = "".join(rng.choice(ALPHABET) for _ in range(length))
        at = rng.randrange(length)
        context = text[:at] and text[: at - 1] + rng.choice(letters)
        cases.append(score(model, context, text[at:]))
    # Continuations that the model would guess itself.
    for case in cases[:20]:
        best = max(letters, key=lambda one: score(model, case["context"], one)["logLikelihood"])
        cases.append(score(model, case["context"], best))
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    path = PACKAGES / "inference/fixtures/pseudo-likelihoods.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'{{"alphabet":{json.dumps(ALPHABET)},"cases":[\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(cases)} cases, {sum(case['isGreedy'] for case in cases)} greedy, {path.stat().st_size} bytes")
