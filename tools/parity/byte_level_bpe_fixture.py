"""Makes packages/tokenizer/fixtures/byte-level-bpe-{training,encoding}.json with Hugging Face's `tokenizers` (0.23).

Training: what the library learns from small texts, at several vocabulary sizes and options. Encoding: ids and offsets
(in UTF-16 units, as JavaScript counts) of odd and of random texts.

    python tools/parity/byte_level_bpe_fixture.py
    python tools/parity/byte_level_bpe_fixture.py --live texts.json tokenizer.json ids.json

With `--live` it makes nothing, but loads a tokenizer.json that our side wrote, and holds the ids our side gave for
the texts (JSON arrays) to the library's.
"""

import json
import pathlib
import random
import sys

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

FIXTURES = pathlib.Path(__file__).parents[2] / "packages/tokenizer/fixtures"

ENGLISH = [
    "The baker opened the shop before the sun came up, and the smell of bread went down the street.",
    "She didn't say that she'd come, but they're sure she'll be there; we've seen it, and I'm glad it's so.",
    "In 1999 and 2024 there were 365 days, in 2000 there were 366, and 3.14159 is a number without an end.",
    "Whoever walks the same road every day knows the trees, the stones, the walkers and the weather.",
    "Unhappily, the happiest happening happened happily in the unhappiest of all happy houses.",
]
GERMAN = [
    "Der Bäcker öffnete früh am Morgen die Tür, und der Geruch des Brotes zog durch die ganze Straße.",
    "Über den Flüssen liegen Brücken, größer als die Häuser, schöner als die Gärten, älter als die Städte.",
    "Donaudampfschifffahrtsgesellschaft, Straßenbahnhaltestelle und Geschwindigkeitsbegrenzung sind Wörter.",
]
CHINESE = [
    "我喜欢吃苹果。他喜欢吃苹果，她不喜欢吃苹果，我们都喜欢喝茶。",
    "今天天气很好，我们去公园散步；明天天气不好，我们在家看书、喝茶、写字。",
    "「人工智能」和「机器学习」是两个词。二〇二四年一月一日，共３６５天。",
]
EMOJI = [
    "😀😀😁 👩‍💻👩‍💻 👨‍👩‍👧‍👦 🇩🇪🇨🇳 ❤️❤️ 👍🏽👍🏽👍🏿 ok 😀!",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠀀𠀁𠀀 ½¼ Ⅷ ①② ٣٤٥ देवनागरी ภาษาไทย עברית العربية",
]
WHITE_SPACE = [
    "  two  spaces\tand\t\ttabs\n\nlines\r\nmore\u00a0\u00a0fixed \u3000wide\u2028line\u0085next\u200bzero\ufeffmark ",
    "\n \n  \n   x   \t\n y\u2003\u2003z   ",
]
REPEATS = ["aaaaaaaaaaaaaaaa aaaa aaa aa a", "abababababab bababa ab ba", "aaa aaaa aaaaa aaaaaa baaa baaaa aaab"]
MIXED = ENGLISH + GERMAN + CHINESE + EMOJI + WHITE_SPACE + REPEATS

TRAININGS = [
    ("English 300", ENGLISH, {"vocab_size": 300}),
    ("English 450", ENGLISH, {"vocab_size": 450, "special_tokens": ["<|endoftext|>"]}),
    ("English, frequent pairs only", ENGLISH, {"vocab_size": 1000, "min_frequency": 3}),
    ("English, with prefix spaces", ENGLISH, {"vocab_size": 400, "add_prefix_space": True}),
    ("German 400", GERMAN, {"vocab_size": 400}),
    ("Chinese 500", CHINESE, {"vocab_size": 500}),
    ("emoji and scripts, until no pair is left", EMOJI, {"vocab_size": 5000}),
    ("white space", WHITE_SPACE, {"vocab_size": 330, "add_prefix_space": True}),
    ("repeats, where one token has two makings", REPEATS, {"vocab_size": 400}),
    ("special tokens that training also makes", REPEATS,
     {"vocab_size": 400, "special_tokens": ["aaa", "<s>", "aaaa", "<s>"]}),
    ("mixed 800", MIXED, {"vocab_size": 800, "special_tokens": ["<s>", "</s>", "<mask>"]}),
    ("nothing", [""], {"vocab_size": 300, "special_tokens": ["<s>"], "add_prefix_space": True}),
]

EDGE_CASES = [
    "", " ", "  ", "a", " a", "a ", "\n", "\n\n", " \n", "a\n\nb", "a  b", "a   b", "a \n b", "\t\tx", "x \t",
    "I'm you're we've he'd she'll it's don't", "'s't're've'm'll'd", "'S'T'RE", "' s", "'", "''s", "a's", " 's", "!'s",
    "'l", "'r", "'v", "'re'", "rock'n'roll", "’s", "'ſ",
    "abc123def456", "x²y³", "١٢٣", "Ⅷ½①", "3.14", "1,000,000", "𝟘𝟙",
    "...", "?!?!", " ...", "a...b", "—–-", "$5 €10", "#tag @user", "a_b", "<b>x</b>",
    " \x850", "a\u0085b", "a\u0085\u0085b", "\ufeffabc", "a\ufeffb", " \ufeff x", "a\u00a0b", "a\u00a0\u00a0b",
    "\u3000全角\u3000", "a\u2028b\u2029c", "\u200bzero\u200bwidth", "a\u200db", "\x1c\x1d\x1e\x1f", "\x00\x01\x7f",
    "我喜欢吃苹果。", "\U00020000x", "\U0002b820\U0002ceb0", "中a文1 字", "ΑΣ ΟΔΟΣ", "İıßǅ", "ﬁ ﬂ Ａ１～", "각각",
    "e\u0301\u0323 \u0915\u094d\u0937", "\u0300\u0301", "👩‍💻 👍🏽", "🇩🇪🇨🇳", "❤️", "\ue000\uf8ff", "\ufffd\uffff\ufffe", "\U0010ffff",
    "\u0378\u0379", "\u0870\u088f\u1c89", "\ua7cb\ua7da", "\U00016d40\U00011de0",
    "a" * 63, "a" * 64, "a" * 65, "a" * 300, "ab" * 200, "é" * 100, "😀" * 40, "x" * 129,
    "<s>", "<s>a</s>", " <s> a </s> ", "<s><s>", "<mask>ed", "a<mask>", "<mas", "<mask", "<<s>>", "<mask>>", "<s",
    "<mask><mask> 's<s>'s", "née", "日本語", "日本", "日日本", "[x] [x]y",
]

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz ", "THE thé ", "'stremld' ", "0123456789", "., !?-'\"()<>",
    "  \t\n\r", "\u00a0\u0085\u3000\u2003\u200b\ufeff ", "我喜欢吃苹果今天气很好，。", "äöüßÄÖÜéèñ", "😀👍🏽👩\u200d💻❤\ufe0f",
    "αβγδΣς", "ابتث٣٤", "\u0301\u0323\u094d", "𠀀𝔘𝟘\U0001d7d8",
]


def byte_level(vocab_size, min_frequency=0, special_tokens=(), add_prefix_space=False, texts=()):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        min_frequency=min_frequency,
        special_tokens=list(special_tokens),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def training_case(name, texts, options):
    tokenizer = byte_level(texts=texts, **options)
    return {"name": name, "texts": texts, "options": options, "tokenizer": json.loads(tokenizer.to_str())}


def random_text(rng):
    text = ""
    for _ in range(rng.randint(1, 8)):
        kind = rng.random()
        if kind < 0.1:
            text += rng.choice(["<s>", "</s>", "<mask>", "日本", "[x]"])
        elif kind < 0.25:
            text += chr(rng.choice([rng.randrange(0xD800), rng.randrange(0xE000, 0x30000), rng.randrange(0x250)]))
        elif kind < 0.5:
            text += rng.choice(MIXED)[rng.randrange(30) :][: rng.randint(1, 12)]
        else:
            text += "".join(rng.choice(rng.choice(ALPHABETS)) for _ in range(rng.randint(1, 6)))
    return text


def encoding_case(tokenizer, text):
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    encoding = tokenizer.encode(text)
    return {
        "text": text,
        "ids": encoding.ids,
        "offsets": [units[at] for offset in encoding.offsets for at in offset],
        "decoded": tokenizer.decode(encoding.ids),
    }


def encoding_group(name, add_prefix_space, texts):
    tokenizer = byte_level(700, 0, ["<s>", "</s>", "<mask>"], add_prefix_space, MIXED)
    tokenizer.add_tokens([AddedToken("日本"), AddedToken("[x]"), AddedToken("<mask>>", normalized=False)])
    return {
        "name": name,
        "tokenizer": json.loads(tokenizer.to_str()),
        "cases": [encoding_case(tokenizer, text) for text in texts],
    }


def write(name, groups):
    lines = ",\n".join(json.dumps(group, ensure_ascii=True, separators=(",", ":")) for group in groups)
    (FIXTURES / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def make():
    rng = random.Random(20240101)
    trainings = [training_case(*training) for training in TRAININGS]
    groups = [
        encoding_group("odd texts", False, EDGE_CASES),
        encoding_group("odd texts, with prefix spaces", True, EDGE_CASES),
        encoding_group("random texts", False, [random_text(rng) for _ in range(300)]),
        encoding_group("random texts, with prefix spaces", True, [random_text(rng) for _ in range(200)]),
    ]
    write("byte-level-bpe-training.json", trainings)
    write("byte-level-bpe-encoding.json", groups)
    print(f"{len(trainings)} trainings, {sum(len(group['cases']) for group in groups)} encodings")


def compare(texts_path, tokenizer_path, ids_path):
    texts = json.loads(pathlib.Path(texts_path).read_text(encoding="utf-8"))
    ours = json.loads(pathlib.Path(ids_path).read_text(encoding="utf-8"))
    theirs = [encoding.ids for encoding in Tokenizer.from_file(tokenizer_path).encode_batch(texts)]
    different = sum(a != b for a, b in zip(ours, theirs, strict=True))
    assert different == 0, f"the ids of {different} texts differ"
    print(f"the ids of {len(texts)} texts agree")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--live"]:
        compare(*sys.argv[2:])
    else:
        make()
