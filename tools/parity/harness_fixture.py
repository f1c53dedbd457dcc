"""Makes packages/cli/fixtures/likelihoods.json with Hugging Face's `GPT2LMHeadModel`: log-likelihoods of continuations
under the weights of packages/models/fixtures/gpt2.json, and whether each continuation is the greedy one.

    python tools/parity/harness_fixture.py

A token is a character of `ALPHABET`, its id the place there; texts without context begin with the first.
"""

import base64
import json
import random
from pathlib import Path

import numpy as np
import torch
import transformers

PACKAGES = Path(__file__).resolve().parents[2] / "packages"
# As many characters as the model has tokens, in the order of their code points.
ALPHABET = "\n !\"'(),-.:;?ABCDabcdefghijklmnopqrstuvwxyz"
CASES = 200


def make_model(fixture):
    sizes = fixture["config"]
    config = transformers.GPT2Config(
        vocab_size=sizes["vocabSize"], n_layer=sizes["layers"], n_head=sizes["heads"], n_embd=sizes["width"],
        n_positions=sizes["context"], attn_implementation="eager", bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    model = transformers.GPT2LMHeadModel(config).eval()
    weights = {
        entry["name"]: torch.from_numpy(np.frombuffer(base64.b64decode(entry["base64"]), np.float32).copy())
        .reshape(entry["shape"]) for entry in fixture["parameters"]
    }
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert not unexpected and set(missing) <= {"lm_head.weight"}, (missing, unexpected)
    model.tie_weights()
    return model


def score(model, context, continuation):
    before = [ALPHABET.index(character) for character in context] or [0]
    ids = before + [ALPHABET.index(character) for character in continuation]
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids[:-1]])).logits[0].double()
    logs = torch.log_softmax(logits, -1)[len(before) - 1 :]
    targets = torch.tensor(ids[len(before) :])
    chosen = logs.gather(1, targets[:, None]).sum().item()
    return {"context": context, "continuation": continuation, "logLikelihood": chosen,
            "isGreedy": bool((logs.argmax(-1) == targets).all())}


if __name__ == "__main__":
    torch.set_num_threads(1)
    fixture = json.loads((PACKAGES / "models/fixtures/gpt2.json").read_text(encoding="utf-8"))
    assert len(ALPHABET) == fixture["config"]["vocabSize"] and sorted(ALPHABET) == list(ALPHABET)
    model = make_model(fixture)
    rng = random.Random(1)
    # White space that ends a context counts to the continuation, which is another question.
    letters = ALPHABET.replace("\n", "").replace(" ", "")
    cases = []
    for _ in range(CASES):
        length = rng.randint(1, 16)
        text = "".join(rng.choice(ALPHABET) for _ in range(length))
        at = rng.randrange(length)
        context = text[:at] and text[: at - 1] + rng.choice(letters)
        cases.append(score(model, context, text[at:]))
    # Continuations that the model would write itself.
    for case in cases[:20]:
        if case["context"]:
            best = max(letters, key=lambda one: score(model, case["context"], one)["logLikelihood"])
            cases.append(score(model, case["context"], best))
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    path = PACKAGES / "cli/fixtures/likelihoods.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'{{"alphabet":{json.dumps(ALPHABET)},"cases":[\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(cases)} cases, {sum(case['isGreedy'] for case in cases)} greedy, {path.stat().st_size} bytes")
