"""Makes packages/tokenizer/fixtures/character-tokenizer.json with Hugging Face's `tokenizers` (0.23).

For each text: the tokenizer.json that the library itself writes for a tokenizer of the text's characters, and the ids
it gives. The vocabulary is nanoGPT's: sorted(set(text)).

    python tools/parity/character_tokenizer_fixture.py
    python tools/parity/character_tokenizer_fixture.py --live text.txt tokenizer.json ids.json

With `--live` it makes nothing, but loads a tokenizer.json that our side wrote, and holds the ids our side gave for the
text (a JSON array) to the library's.
"""

import json
import pathlib
import sys

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

FIXTURE = pathlib.Path(__file__).parents[2] / "packages/tokenizer/fixtures/character-tokenizer.json"

TEXTS = {
    "English": "First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n",
    "line ends": "a\nb\r\nc\rd\u0085e\u2028f\u2029g\u000bh\u000ci\n\n",
    "white space": " a  b\tc\u00a0d\u3000e\ufefff\u200bg ",
    "digits, which JavaScript objects reorder": "9876543210 10 2",
    "marks": "e\u0301 \u00e9 \u1e9b\u0323 \u0915\u094d\u0937",
    "joined emoji": "\U0001f469\u200d\U0001f4bb \U0001f1e9\U0001f1ea",
    "beyond 16 bits, whose order differs in UTF-16": "\U00020000\uffff\ue000\U0001f600\ufffd\ud7ff\U0010ffff",
    "Chinese": "天地玄黄,宇宙洪荒。\n",
    "control": "\u0000\u0001\u007f\u0080",
    "HTML and JSON": '<unk> &amp; {"a": "\\u0041"} [UNK] \\',
}


def character_tokenizer(text):
    vocab = {character: index for index, character in enumerate(sorted(set(text)))}
    tokenizer = Tokenizer(models.WordLevel(vocab, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    tokenizer.decoder = decoders.Fuse()
    return tokenizer


def case(name, text):
    tokenizer = character_tokenizer(text)
    ids = tokenizer.encode(text).ids
    assert tokenizer.decode(ids) == text, name
    return {"name": name, "text": text, "tokenizer": json.loads(tokenizer.to_str()), "ids": ids}


def make():
    cases = [case(name, text) for name, text in TEXTS.items()]
    FIXTURE.parent.mkdir(exist_ok=True)
    FIXTURE.write_text(json.dumps(cases, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")
    print(f"{len(cases)} cases")


def compare(text_path, tokenizer_path, ids_path):
    text = pathlib.Path(text_path).read_bytes().decode("utf-8")
    tokenizer = Tokenizer.from_file(tokenizer_path)
    ids = tokenizer.encode(text).ids
    ours = json.loads(pathlib.Path(ids_path).read_text())
    assert ids == ours, "ids differ"
    assert tokenizer.decode(ids) == text, "the decoded text differs"
    print(f"{len(ids)} ids agree")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--live"]:
        compare(*sys.argv[2:])
    else:
        make()
