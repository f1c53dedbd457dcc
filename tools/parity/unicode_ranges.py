"""Makes packages/tokenizer/src/unicode-ranges.ts: which code points `\\p{L}`, `\\p{N}` and `\\s` match in the regular
expressions of Hugging Face's `tokenizers` (0.23), whose Unicode version is not JavaScript's.

    python tools/parity/unicode_ranges.py
"""

import pathlib

from tokenizers import Regex, pre_tokenizers

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/tokenizer/src/unicode-ranges.ts"
CODE_POINTS = [point for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]
BLOCK = 4096

TABLES = [
    ("LETTER_RANGES", r"\p{L}", "Letters, `\\\\p{L}`."),
    ("NUMBER_RANGES", r"\p{N}", "Numbers, `\\\\p{N}`."),
    ("WHITE_SPACE_RANGES", r"\s", "White space, `\\\\s`."),
]


def matched(pattern):
    remover = pre_tokenizers.Split(Regex(pattern), "removed")
    left = set()
    for start in range(0, len(CODE_POINTS), BLOCK):
        text = "".join(map(chr, CODE_POINTS[start : start + BLOCK]))
        for piece, _ in remover.pre_tokenize_str(text):
            left.update(map(ord, piece))
    return [point for point in CODE_POINTS if point not in left]


def ranges(points):
    found = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


def base36(number):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = digits[number % 36]
    while number >= 36:
        number //= 36
        text = digits[number % 36] + text
    return text


def encode(found):
    words = []
    after = 0
    for first, last in found:
        words += [base36(first - after), base36(last - first)]
        after = last + 1
    return words


def lines(words):
    line = ""
    for word in words:
        if len(line) + 1 + len(word) > 112:
            yield line
            line = ""
        line += f" {word}" if line else word
    yield line


def table(name, pattern, meaning):
    strings = "\n".join(f"  '{line}'," for line in lines(encode(ranges(matched(pattern)))))
    return f"/** {meaning.replace(chr(92) * 2, chr(92))} */\nexport const {name} = [\n{strings}\n].join(' ');\n"


HEADER = """\
// Made with Hugging Face's tokenizers by tools/parity/unicode_ranges.py; change that, not this.
//
// Ranges of code points in ascending order, each as two numbers in base 36: how many code points lie between it and
// the range before, and its length less one.

"""

if __name__ == "__main__":
    OUTPUT.write_text(HEADER + "\n".join(table(*entry) for entry in TABLES), encoding="utf-8")
    print(OUTPUT.name)
