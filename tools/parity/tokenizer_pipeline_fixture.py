"""Makes packages/tokenizer/fixtures/pipeline.json with Hugging Face's `tokenizers` (0.23): files in the forms of BERT,
GPT-2, RoBERTa, Llama, T5 and CLIP over small vocabularies, and what the library makes of odd and random texts and pairs:
ids, offsets (in UTF-16 units), type ids, masks, chunks, padding, decoded text.

    python tools/parity/tokenizer_pipeline_fixture.py
    python tools/parity/tokenizer_pipeline_fixture.py --live tokenizer.json texts.json ids.json

With `--live` it makes nothing, but loads a tokenizer.json that our side wrote, in `transformers` too, and holds the ids
our side gave for the texts (JSON arrays) to the library's.
"""

import json
import pathlib
import random
import sys

from tokenizers import Tokenizer, pre_tokenizers

from byte_level_bpe_fixture import EDGE_CASES, random_text

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/tokenizer/fixtures/pipeline.json"

LETTERS = list(dict.fromkeys("abcdefghilmnoprstuvwxyABCIMSTßéà012.,!?'\"-_<>[]()中文日本我喜欢吃苹果が。ασς"))
BYTES = sorted(pre_tokenizers.ByteLevel.alphabet())
GPT2_MERGES = [("a", "b"), ("b", "c"), ("Ġ", "t"), ("h", "e"), ("Ġt", "he"), ("ab", "c"), ("å", "¤"), ("ä", "¸")]
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"

MORE_TEXTS = [
    "\U00020000x", "\U0002b820\U0002b920", "ΑΣ ΟΔΟΣ ΣΑΣ.", "İstanbul ẞ ǅ", "a\u0085b \ufeffc\ufeff", "a\u200db c\u200c",
    "a" * 100, "a" * 101, "é" * 100, "中" * 30, "ﬁ ① Ａ～ ½ 각 \u1100\u1161", "e\u0301 \u0323\u0301 ệ \u0344", "ấ Å ñ",
    "[CLS] a [MASK]b[SEP]", " <mask> ", "a<mask>b", "the <mask>.", "  the  the ", "do not. isn 't !", "<s>the</s>",
    "[MASK ] [MASK]]", "[mask] [Mask]", "", " ", "\n", "<0x41> \u2581x", "x\x00y\x07z", "\ufffd", "我喜欢吃苹果。",
]


def added(*tokens):
    entries = []
    for id, content, flags in tokens:
        entry = {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False}
        entries.append({**entry, "normalized": False, "special": True, **flags})
    return sorted(entries, key=lambda entry: entry["id"])


def numbered(tokens):
    return {token: id for id, token in enumerate(dict.fromkeys(tokens))}


def template(cls, sep, second_type=1):
    special = lambda token, type_id=0: {"SpecialToken": {"id": token[0], "type_id": type_id}}
    text = lambda name, type_id=0: {"Sequence": {"id": name, "type_id": type_id}}
    begin = [special(cls)] if cls else []
    named = {token: {"id": token, "ids": [id], "tokens": [token]} for token, id in sorted(filter(None, [cls, sep]))}
    return {
        "type": "TemplateProcessing",
        "single": [*begin, text("A"), special(sep)],
        "pair": [*begin, text("A"), special(sep), text("B", second_type), special(sep, second_type)],
        "special_tokens": named,
    }


def byte_level(add_prefix_space=True, trim_offsets=True, use_regex=True):
    return {
        "type": "ByteLevel",
        "add_prefix_space": add_prefix_space,
        "trim_offsets": trim_offsets,
        "use_regex": use_regex,
    }


def split(pattern, behavior="Isolated", invert=False):
    return {"type": "Split", "pattern": {"Regex": pattern}, "behavior": behavior, "invert": invert}


def file(**parts):
    empty = ["truncation", "padding", "normalizer", "pre_tokenizer", "post_processor", "decoder"]
    return {"version": "1.0", "added_tokens": [], **{part: None for part in empty}, **parts}


def bert(lowercase, strip_accents=None, **parts):
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = ["ab", "##bc", "the", "##de", "do", "not", "is", "##n"]
    vocab = numbered([*names, *LETTERS, *[f"##{letter}" for letter in LETTERS], *words])
    normalizer = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True}
    return file(**{
        "added_tokens": added(*[(id, name, {}) for id, name in enumerate(names)]),
        "normalizer": {**normalizer, "strip_accents": strip_accents, "lowercase": lowercase},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": template(("[CLS]", 2), ("[SEP]", 3)),
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocab,
        },
        **parts,
    })


def bpe(**settings):
    vocab = numbered(["<s>", "<pad>", "</s>", "<unk>", "<mask>", *BYTES, *[a + b for a, b in GPT2_MERGES]])
    return {
        "type": "BPE",
        "dropout": None,
        "unk_token": None,
        "continuing_subword_prefix": None,
        "end_of_word_suffix": None,
        "fuse_unk": False,
        "byte_fallback": False,
        "ignore_merges": False,
        "vocab": vocab,
        "merges": [list(pair) for pair in GPT2_MERGES],
        **settings,
    }


def gpt2(**parts):
    size = len(bpe()["vocab"])
    tokens = added((0, "<s>", {}), (4, "<mask>", {"lstrip": True}), (size, "[x]", {"special": False, "normalized": True}))
    return file(**{"added_tokens": tokens, "pre_tokenizer": byte_level(False), "post_processor": byte_level(),
                   "decoder": byte_level(), "model": bpe(), **parts})


def roberta(add_prefix_space, trim_offsets=True):
    normalized = {"normalized": True}
    tokens = [(0, "<s>", normalized), (1, "<pad>", normalized), (2, "</s>", normalized), (3, "<unk>", normalized)]
    processor = {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": trim_offsets}
    return file(
        added_tokens=added(*tokens, (4, "<mask>", {"lstrip": True, **normalized})),
        pre_tokenizer=byte_level(add_prefix_space),
        post_processor={**processor, "add_prefix_space": add_prefix_space},
        decoder=byte_level(),
        model=bpe(),
    )


def llama3():
    return file(
        added_tokens=added((0, "<s>", {}), (len(bpe()["vocab"]), "<|end|>", {})),
        pre_tokenizer={"type": "Sequence", "pretokenizers": [split(LLAMA3), byte_level(False, True, False)]},
        post_processor={"type": "Sequence", "processors": [byte_level(True, False), template(None, ("<s>", 0))]},
        decoder=byte_level(),
        model=bpe(ignore_merges=True),
    )


def llama2():
    bytes = [f"<0x{byte:02X}>" for byte in range(256)]
    replace = lambda wanted, content: {"type": "Replace", "pattern": {"String": wanted}, "content": content}
    strip = {"type": "Strip", "content": " ", "start": 1, "stop": 0}
    decoders = [replace("▁", " "), {"type": "ByteFallback"}, {"type": "Fuse"}, strip]
    return file(
        added_tokens=added((0, "<unk>", {}), (1, "<s>", {}), (2, "</s>", {})),
        normalizer={"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, replace(" ", "▁")]},
        decoder={"type": "Sequence", "decoders": decoders},
        model=bpe(unk_token="<unk>", fuse_unk=True, byte_fallback=True, merges=[["▁", "a"], ["a", "b"]],
                  vocab=numbered(["<unk>", "<s>", "</s>", *bytes, "▁", *LETTERS, "▁a", "ab"])),
    )


def t5():
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    pieces += [(letter, -3 - i / 8) for i, letter in enumerate(LETTERS)]
    pieces += [("▁the", -3.25), ("ab", -3.125), ("▁ab", -4.0)]
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    squeeze = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}
    return file(
        added_tokens=added((0, "<pad>", {}), (1, "</s>", {}), (2, "<unk>", {})),
        normalizer={"type": "Sequence", "normalizers": [{"type": "NFKC"}, squeeze]},
        pre_tokenizer=metaspace,
        post_processor=template(None, ("</s>", 1), 0),
        decoder=metaspace,
        model={"type": "Unigram", "unk_id": 2, "vocab": [list(piece) for piece in pieces], "byte_fallback": False},
    )


def clip():
    spaces = {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "}
    processor = {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": False}
    return file(
        added_tokens=added((0, "<s>", {"normalized": True}), (2, "</s>", {})),
        normalizer={"type": "Sequence", "normalizers": [{"type": "NFC"}, spaces, {"type": "Lowercase"}]},
        pre_tokenizer={"type": "Sequence", "pretokenizers": [split(CLIP, "Removed", True), byte_level(False)]},
        post_processor={**processor, "add_prefix_space": False},
        decoder=byte_level(),
        model=bpe(unk_token="<unk>"),
    )


def flags():
    tokens = bert(True)["added_tokens"]
    size = len(bert(True)["model"]["vocab"])
    word = bert(True)["model"]["vocab"]["ab"]
    return bert(True, added_tokens=sorted([
        *tokens[:4],
        *added(
            (4, "[MASK]", {"lstrip": True}),
            (word, "ab", {"special": False, "normalized": True, "single_word": True}),
            (size, "ABC", {"special": False, "normalized": True, "lstrip": True, "rstrip": True}),
            (size + 1, "日本", {"special": False, "single_word": True}),
            (size + 2, "[x", {"rstrip": True}),
            (size + 3, "[x]", {"special": False}),
        ),
    ], key=lambda entry: entry["id"]))


def truncation(max_length, stride=0, strategy="LongestFirst", direction="Right"):
    return {"direction": direction, "max_length": max_length, "strategy": strategy, "stride": stride}


def padding(strategy="BatchLongest", direction="Right", multiple=None):
    return {"strategy": strategy, "direction": direction, "pad_to_multiple_of": multiple, "pad_id": 0,
            "pad_type_id": 0, "pad_token": "[PAD]"}


FILES = {
    "BERT uncased": bert(True),
    "BERT cased": bert(False),
    "BERT Chinese, accents kept": bert(True, False),
    "BERT with BertProcessing": bert(
        True, post_processor={"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}),
    "added tokens with flags": flags(),
    "GPT-2": gpt2(),
    "GPT-2 without trimmed offsets": gpt2(pre_tokenizer=byte_level(True), post_processor=byte_level(True, False)),
    "RoBERTa": roberta(False),
    "RoBERTa with prefix spaces": roberta(True),
    "Llama 3": llama3(),
    "Llama 2": llama2(),
    "T5": t5(),
    "CLIP": clip(),
    "chunks": bert(True, truncation=truncation(8, 2), padding=padding({"Fixed": 9})),
    "chunks from the right": bert(True, truncation=truncation(9, 2, "LongestFirst", "Left"),
                                  padding=padding("BatchLongest", "Left", 4)),
    "chunks of the first": bert(True, truncation=truncation(40, 3, "OnlyFirst")),
    "chunks of the pair": bert(True, truncation=truncation(40, 3, "OnlySecond"), padding=padding()),
    "chunks of RoBERTa": {**roberta(True), "truncation": truncation(9, 1)},
}


def unit_offsets(text):
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    return units


def shown(encoding, texts):
    result = shown_chunk(encoding, texts)
    # Chunks of pairs repeat others among their own.
    chunks = [shown_chunk(chunk, texts) for chunk in encoding.overflowing]
    return {**result, "overflowing": chunks} if chunks else result


def shown_chunk(encoding, texts):
    units = [unit_offsets(text) for text in texts]
    offsets = [
        units[min(sequence or 0, len(units) - 1)][at]
        for span, sequence in zip(encoding.offsets, encoding.sequence_ids, strict=True) for at in span
    ]
    return {
        "ids": encoding.ids,
        "offsets": offsets,
        "typeIds": "".join(map(str, encoding.type_ids)),
        "specialTokensMask": "".join(map(str, encoding.special_tokens_mask)),
        "attentionMask": "".join(map(str, encoding.attention_mask)),
    }


def case(tokenizer, texts, add_special_tokens):
    try:
        encoding = tokenizer.encode(*texts, add_special_tokens=add_special_tokens)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return {"texts": texts, "addSpecialTokens": add_special_tokens, "refused": True}
    decoded = [tokenizer.decode(encoding.ids, skip_special_tokens=skip) for skip in (True, False)]
    return {
        "texts": texts, "addSpecialTokens": add_special_tokens, "encoding": shown(encoding, texts), "decoded": decoded,
    }


def group(name, json_file, rng):
    tokenizer = Tokenizer.from_str(json.dumps(json_file))
    has_chunks = json_file["truncation"] is not None
    odd = [] if has_chunks else [*rng.sample(EDGE_CASES, 20), *MORE_TEXTS]
    singles = [[text] for text in odd + [random_text(rng) for _ in range(10)]]
    pairs = [[random_text(rng)[:30], random_text(rng)[:30]] for _ in range(10)] + [["", "a"], ["a", ""], ["", ""]]
    cases = [case(tokenizer, texts, i % 4 != 3) for i, texts in enumerate(singles + pairs)]
    batch = [random_text(rng) for _ in range(4)]
    batched = [shown(encoding, [text]) for encoding, text in zip(tokenizer.encode_batch(batch), batch, strict=True)]
    return {"name": name, "file": json_file, "cases": cases, "batch": {"texts": batch, "encodings": batched}}


def make():
    rng = random.Random(20240102)
    groups = [group(name, json_file, rng) for name, json_file in FILES.items()]
    lines = ",\n".join(json.dumps(group, ensure_ascii=True, separators=(",", ":")) for group in groups)
    OUTPUT.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(groups)} files, {sum(len(group['cases']) for group in groups)} texts and pairs")


def compare(tokenizer_path, texts_path, ids_path):
    from transformers import PreTrainedTokenizerFast

    texts = json.loads(pathlib.Path(texts_path).read_text(encoding="utf-8"))
    ours = json.loads(pathlib.Path(ids_path).read_text(encoding="utf-8"))
    theirs = [encoding.ids for encoding in Tokenizer.from_file(tokenizer_path).encode_batch(texts)]
    loaded = PreTrainedTokenizerFast(tokenizer_file=tokenizer_path)
    for name, ids in (("tokenizers", theirs), ("transformers", loaded(texts)["input_ids"])):
        different = sum(a != b for a, b in zip(ours, ids, strict=True))
        assert different == 0, f"{name}: the ids of {different} texts differ"
        print(f"{name}: the ids of {len(texts)} texts agree")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--live"]:
        compare(*sys.argv[2:])
    else:
        make()
