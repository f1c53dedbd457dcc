"""Exchanges files of tokenizers with Hugging Face's `tokenizers` (0.23) and `transformers` (5.23), both ways: what
`oneday tokenizer train` writes is read there, what its trainers write is read here, and both sides must give the same
ids for the whole text and for each of its first lines.

    python tools/parity/trainers_files.py --vocab-size 2000 TEXT...

Run it in the root of the repository, after `npm run build`. It prints a line for each text and tokenizer, and stops at
the first difference.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

LINES = 5
COMMAND = ["node", "packages/cli/bin/oneday.js", "tokenizer"]
OURS = {
    "bpe": ["--model", "bpe"],
    "bpe cl100k": ["--model", "bpe", "--pattern", "cl100k"],
    "bpe qwen2": ["--model", "bpe", "--pattern", "qwen2"],
    "bpe o200k": ["--model", "bpe", "--pattern", "o200k"],
    "bpe with special token": ["--model", "bpe", "--special", "<|endoftext|>"],
    "wordpiece": ["--model", "wordpiece"],
    "wordpiece cased": ["--model", "wordpiece", "--cased"],
    "unigram": ["--model", "unigram"],
    "wordlevel": ["--model", "wordlevel"],
    "char": ["--model", "char"],
}
BERT_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def run(*arguments):
    return subprocess.run([*COMMAND, *arguments], check=True, capture_output=True, text=True).stdout


def made_here(name, text, size, out):
    sized = [] if name == "char" else ["--vocab-size", str(size)]
    run("train", *OURS[name], *sized, "--out", str(out), text)


def byte_level_bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    options = {"special_tokens": ["<|endoftext|>"], "initial_alphabet": pre_tokenizers.ByteLevel.alphabet()}
    return tokenizer, trainers.BpeTrainer, options


def byte_fallback_bpe():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    # Without pieces, words would be whole texts.
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("▁[^▁]*"), "isolated")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    options = {"special_tokens": ["<unk>", "<s>", *(f"<0x{byte:02X}>" for byte in range(256))], "limit_alphabet": 200}
    return tokenizer, trainers.BpeTrainer, options


def word_piece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer, trainers.WordPieceTrainer, {"special_tokens": BERT_SPECIAL}


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer, trainers.UnigramTrainer, {"special_tokens": ["<pad>", "</s>", "<unk>"], "unk_token": "<unk>"}


def word_level():
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer, trainers.WordLevelTrainer, {"special_tokens": ["<unk>"]}


THEIRS = {
    "bpe": byte_level_bpe,
    "bpe with byte fallback": byte_fallback_bpe,
    "wordpiece": word_piece,
    "unigram": unigram,
    "wordlevel": word_level,
}


def made_there(name, text, size, out):
    tokenizer, trainer, options = THEIRS[name]()
    tokenizer.train([text], trainer(vocab_size=size, show_progress=False, **options))
    tokenizer.save(str(out))


def compare(title, file, contents, folder):
    there = Tokenizer.from_file(str(file))
    fast = PreTrainedTokenizerFast(tokenizer_file=str(file))
    for i, content in enumerate(contents):
        path = pathlib.Path(folder) / "content.txt"
        path.write_text(content, encoding="utf-8", newline="")
        here = json.loads(run("encode", "--tokenizer", str(file), "--json", str(path)).splitlines()[-1])["ids"]
        assert here == there.encode(content).ids, f"{title}: other ids than tokenizers has, in part {i}"
        assert here == fast(content)["input_ids"], f"{title}: other ids than transformers has, in part {i}"
    print(f"{title}: {there.get_vocab_size()} tokens, the same {len(here)} ids on both sides", flush=True)


def exchange(text, size):
    content = pathlib.Path(text).read_bytes().decode()
    # The whole text comes last, so that its length is printed.
    contents = [*content.splitlines(keepends=True)[:LINES], content]
    # A Unigram has all characters among its tokens.
    least = len(set(content)) + 300
    for side, names, make in (("here", OURS, made_here), ("there", THEIRS, made_there)):
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder) / "tokenizer.json"
                make(name, text, max(size, least) if name == "unigram" else size, file)
                compare(f"{pathlib.Path(text).name}, {name}, made {side}", file, contents, folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--vocab-size", type=int, default=2000)
    parser.add_argument("texts", nargs="+")
    arguments = parser.parse_args()
    try:
        for each in arguments.texts:
            exchange(each, arguments.vocab_size)
    except subprocess.CalledProcessError as error:
        raise SystemExit(error.stderr) from error
