"""Texts, labels and numbers for the fixtures of metrics, and how a fixture is written. Used by *_metrics_fixture.py.

Each of those makes packages/evaluator/fixtures/NAME.json with the committed cases; with `--cases N --out FOLDER` it makes
N cases in FOLDER instead, for tools/parity/metrics-live.mjs.
"""

import argparse
import json
import pathlib
import random

FIXTURES = pathlib.Path(__file__).parents[2] / "packages/evaluator/fixtures"

SENTENCES = [
    "The cat sat on the mat, and the dog didn't care.",
    "It wasn't surprising: prices rose by 3.5% to $1,200.50 in 2023-24.",
    "A well-known state-of-the-art method (see [12]) works -- mostly.",
    "He said: \"Who's there?\" -- nobody answered...",
    "Der Bäcker öffnete früh am Morgen die Tür, größer als die Häuser.",
    "Il n'y a pas d'amour; l'été, c'est l'été.",
    "我喜欢吃苹果，他不喜欢。今天天气很好！",
    "「人工智能」和“机器学习”是两个词，共３６５天。",
    "これはテストです。カタカナとひらがな、漢字。",
    "😀 ok 👩‍💻 fine 𝔘𝔫𝔦 𠀀𠀁 end",
    "&quot;A&amp;B&quot; &lt;tag&gt; <skipped> x-\ny",
    "a.b,c 1.5 1,000,000 5. .5 1..2 a..b ,,1 1-2 -3 x-1 ₂½Ⅷ",
    "İstanbul ΑΣ ΟΔΟΣ ΣΣ straße",
]
PIECES = [
    " ", " ", " ", " ", "  ", "\t", "\n", "\u00a0", "\u0085", "\u3000", "\x1c", "\ufeff", "\u200b", ".", ",", "-", "'", "'s ", "!",
    "?", "(", ")", "\"", "&amp;", "$", "%", "/", "1", "23", "4.5", "a", "b", "the", "The", "of", "人", "。", "，", "“", "”", "—",
    "😀", "𠀀", "é", "ß", "٣", "½", "€", "+", "_", "~", "`", "{", "]",
]
WORDS = "the a cat dog sat on mat of and in house red big was not did we it is to".split()


def sentence(rng):
    """A text of one of several kinds: words, a real sentence, odd pieces, Chinese, or nothing."""
    kind = rng.random()
    if kind < 0.04:
        return rng.choice(["", " ", "\n", ".", "。"])
    if kind < 0.55:
        words = [rng.choice(WORDS) for _ in range(rng.randint(1, 24))]
        return " ".join(words) + rng.choice([".", "", " .", "!", "?"])
    if kind < 0.75:
        return rng.choice(SENTENCES)
    if kind < 0.9:
        return "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 25)))
    return "".join(rng.choice("我喜欢吃苹果今天气很好，。他不一是在") for _ in range(rng.randint(1, 20)))


def changed(rng, text):
    """The text with words dropped, doubled, replaced, swapped or shifted."""
    words = text.split(" ")
    for _ in range(rng.randint(0, 5)):
        if not words:
            break
        at = rng.randrange(len(words))
        action = rng.random()
        if action < 0.25:
            del words[at]
        elif action < 0.4:
            words.insert(at, rng.choice(WORDS))
        elif action < 0.6:
            words[at] = rng.choice(WORDS)
        elif action < 0.7:
            words[at] = words[at].upper()
        else:
            length = rng.randint(1, 4)
            block, words = words[at : at + length], words[:at] + words[at + length :]
            to = rng.randint(0, len(words))
            words = words[:to] + block + words[to:]
    return " ".join(words)


def number(value):
    """A float for JSON; NaN becomes null."""
    value = float(value)
    return None if value != value else value


def main(name, committed, make):
    """Writes `make(rng, index)` for each case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=committed)
    parser.add_argument("--out", type=pathlib.Path, default=FIXTURES)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(f"{name} {options.seed}")
    lines = ",\n".join(
        json.dumps(make(rng, index), ensure_ascii=True, separators=(",", ":")) for index in range(options.cases)
    )
    path = options.out / f"{name}.json"
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{path.name}: {options.cases} cases, {path.stat().st_size} bytes")
