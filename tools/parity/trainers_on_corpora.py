"""Holds what `oneday tokenizer train` learns from real texts to what Hugging Face's `tokenizers` (0.23) learns: the share
of the vocabulary that both have, tokens for each byte, and the log-likelihood of the text under each Unigram. Where
theirs is random, it learns twice, and what its two vocabularies share is printed too: more cannot be asked of ours.

    python tools/parity/trainers_on_corpora.py TEXT... --sizes 1000 8000 32000

Run it in the root of the repository, after `npm run build`. It prints a line for each text, model and size.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

SPECIAL = {"bpe": [], "wordpiece": ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], "unigram": ["<unk>"]}


def ours(model, text, size, folder):
    out = pathlib.Path(folder) / f"{model}-{size}.json"
    command = ["node", "packages/cli/bin/oneday.js", "tokenizer", "train", "--model", model, "--vocab-size", str(size)]
    frequency = [] if model == "unigram" else ["--min-frequency", "0"]
    subprocess.run([*command, *frequency, "--out", str(out), text], check=True, capture_output=True)
    return json.loads(out.read_text(encoding="utf-8"))


def theirs(model, file, content, size):
    kind = {"bpe": "BPE", "wordpiece": "WordPiece", "unigram": "Unigram"}[model]
    options = {"vocab_size": size, "special_tokens": SPECIAL[model], "show_progress": False}
    if model == "bpe":
        trainer = trainers.BpeTrainer(initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), **options)
    elif model == "wordpiece":
        trainer = trainers.WordPieceTrainer(**options)
    else:
        trainer = trainers.UnigramTrainer(unk_token="<unk>", **options)
    around = Tokenizer.from_str(json.dumps(file))
    tokenizer = Tokenizer(getattr(models, kind)())
    if around.normalizer is not None:
        tokenizer.normalizer = around.normalizer
    tokenizer.pre_tokenizer = around.pre_tokenizer
    tokenizer.train_from_iterator([content], trainer)
    return json.loads(tokenizer.to_str())


def measure(file, content):
    tokenizer = Tokenizer.from_str(json.dumps({**file, "post_processor": None}))
    ids = tokenizer.encode(content).ids
    vocab = file["model"]["vocab"]
    score = sum(vocab[i][1] for i in ids) if isinstance(vocab, list) else None
    return {token if isinstance(vocab, dict) else token[0] for token in vocab}, len(ids), score


def shared(a, b):
    return len(a & b) / max(len(a), len(b))


def compare(model, text, size, folder):
    content = pathlib.Path(text).read_text(encoding="utf-8")
    file = ours(model, text, size, folder)
    other = theirs(model, file, content, size)
    (mine, my_tokens, my_score), (its, its_tokens, its_score) = measure(file, content), measure(other, content)
    line = f"{pathlib.Path(text).name} {model} {size}: {len(mine)} tokens, shared {shared(mine, its):.4%}"
    if model == "bpe":
        line += f", identical {file['model'] == other['model']}"
    else:
        again = measure(theirs(model, file, content, size), content)[0]
        line += f" (two of theirs {shared(its, again):.4%})"
    line += f", tokens per byte {my_tokens / its_tokens - 1:+.4%}"
    if my_score is not None:
        line += f", log-likelihood {my_score / its_score - 1:+.4%}"
    print(line, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 8000, 32000])
    parser.add_argument("--models", nargs="+", default=["bpe", "wordpiece", "unigram"])
    parser.add_argument("texts", nargs="+")
    arguments = parser.parse_args()
    for text in arguments.texts:
        for model in arguments.models:
            for size in arguments.sizes:
                with tempfile.TemporaryDirectory() as folder:
                    try:
                        compare(model, text, size, folder)
                    except subprocess.CalledProcessError as error:
                        print(f"{pathlib.Path(text).name} {model} {size}: {error.stderr.decode().strip()}", flush=True)
