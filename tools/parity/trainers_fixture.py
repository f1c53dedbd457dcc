"""Makes packages/tokenizer/fixtures/trainers.json with Hugging Face's `tokenizers` (0.23): what its trainers of BPE,
WordPiece, Unigram and WordLevel models learn from small texts with various options.

    python tools/parity/trainers_fixture.py
"""

import json

from byte_level_bpe_fixture import CHINESE, EMOJI, ENGLISH, FIXTURES, GERMAN, MIXED, REPEATS
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

METASPACE = pre_tokenizers.Metaspace()
WORDS = pre_tokenizers.Whitespace()
BERT = pre_tokenizers.BertPreTokenizer()

# Model, pre-tokenizer, texts, options. With prefixes and suffixes, where the library takes words in random order, all
# merges of pairs that occur twice, so that little is left to chance.
CASES = [
    ("BPE", METASPACE, ENGLISH, {"vocab_size": 200}),
    ("BPE", METASPACE, MIXED, {"vocab_size": 700, "special_tokens": ["<unk>", "<s>"]}),
    ("BPE", WORDS, GERMAN, {"vocab_size": 1000, "min_frequency": 3}),
    ("BPE", WORDS, ENGLISH, {"vocab_size": 300, "max_token_length": 4}),
    ("BPE", WORDS, ENGLISH, {"vocab_size": 300, "max_token_length": 2}),
    ("BPE", WORDS, CHINESE, {"vocab_size": 150, "initial_alphabet": ["z", "你", "😀"]}),
    ("BPE", WORDS, REPEATS, {"vocab_size": 20, "limit_alphabet": 1}),
    ("BPE", WORDS, ENGLISH, {"vocab_size": 5000, "min_frequency": 2, "continuing_subword_prefix": "##"}),
    ("BPE", WORDS, ENGLISH, {"vocab_size": 5000, "min_frequency": 2, "end_of_word_suffix": "</w>"}),
    ("WordPiece", BERT, MIXED, {"vocab_size": 5000, "min_frequency": 2, "special_tokens": ["[UNK]", "[CLS]"]}),
    ("WordPiece", BERT, GERMAN, {"vocab_size": 5000, "min_frequency": 2, "continuing_subword_prefix": "@"}),
    ("Unigram", METASPACE, ENGLISH, {"vocab_size": 100, "unk_token": "<unk>"}),
    ("Unigram", METASPACE, MIXED, {"vocab_size": 500, "unk_token": "<unk>", "special_tokens": ["<s>", "<unk>"]}),
    ("Unigram", METASPACE, GERMAN, {"vocab_size": 90, "unk_token": "<unk>", "max_piece_length": 4}),
    ("Unigram", METASPACE, MIXED, {"vocab_size": 400, "unk_token": "<unk>", "n_sub_iterations": 4}),
    ("Unigram", METASPACE, MIXED, {"vocab_size": 400, "unk_token": "<unk>", "shrinking_factor": 0.6}),
    ("Unigram", METASPACE, EMOJI, {"vocab_size": 120, "unk_token": "<unk>", "initial_alphabet": ["z", "你"]}),
    ("WordLevel", WORDS, MIXED, {"vocab_size": 60, "special_tokens": ["<unk>"]}),
    ("WordLevel", WORDS, MIXED, {"vocab_size": 1000, "min_frequency": 2, "special_tokens": ["<unk>", "<s>"]}),
]


def learn(kind, pre_tokenizer, texts, options):
    tokenizer = Tokenizer(getattr(models, kind)())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizer
    trainer = getattr(trainers, kind.replace("BPE", "Bpe") + "Trainer")(show_progress=False, **options)
    tokenizer.train_from_iterator(texts, trainer)
    return json.loads(tokenizer.to_str())


def case(kind, pre_tokenizer, texts, options):
    file = learn(kind, pre_tokenizer, texts, options)
    model = {field: file["model"][field] for field in ("vocab", "merges") if field in file["model"]}
    return {"kind": kind, "preTokenizer": file["pre_tokenizer"], "texts": texts, "options": options, "model": model}


def make():
    cases = [case(*arguments) for arguments in CASES]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=True, separators=(",", ":")) for entry in cases)
    (FIXTURES / "trainers.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(cases)} trainings")


if __name__ == "__main__":
    make()
