"""Makes packages/tokenizer/src/unicode-ranges.ts: which code points `\\p{L}`, `\\p{N}` and `\\s` match in the regular
expressions of Hugging Face's `tokenizers` (0.23), whose Unicode version is not JavaScript's; and
packages/tokenizer/src/unicode/reference-ranges.ts: the same for the classes of its other parts, each of which has a
Unicode version of its own.

    python tools/parity/unicode_ranges.py
"""

import pathlib
import unicodedata

from tokenizers import Regex, normalizers, pre_tokenizers

SOURCE = pathlib.Path(__file__).parents[2] / "packages/tokenizer/src"
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


def blocks():
    for start in range(0, len(CODE_POINTS), BLOCK):
        yield CODE_POINTS[start : start + BLOCK]


def word(pre_tokenizer):
    """What stays together with a letter; white space does not."""
    found = []
    for block in blocks():
        text = "".join(f"a{chr(point)}\n" for point in block)
        found += [ord(piece[1]) for piece, _ in pre_tokenizer.pre_tokenize_str(text) if len(piece) == 2 and piece[0] == "a"]
    return [point for point in found if chr(point) != "\n"]


def isolated(pre_tokenizer):
    """What is cut off from letters on both sides."""
    found = []
    for block in blocks():
        text = "".join(f"a{chr(point)}a" for point in block)
        found += [ord(piece) for piece, _ in pre_tokenizer.pre_tokenize_str(text) if len(piece) == 1 and piece != "a"]
    return found


def removed(normalizer):
    return [point for point in CODE_POINTS if normalizer.normalize_str(f"a{chr(point)}b") == "ab"]


def combining(compatible_class):
    """Characters of a canonical combining class, as far as the reference moves them past others."""
    nfd = normalizers.NFD()
    found = []
    for point in CODE_POINTS:
        character = chr(point)
        if unicodedata.combining(character) != compatible_class:
            continue
        other = "\u0334" if compatible_class > 1 else "\u0301"
        text = f"a{character}{other}" if compatible_class > 1 else f"a{other}{character}"
        moved = f"a{other}{character}" if compatible_class > 1 else f"a{character}{other}"
        if unicodedata.normalize("NFD", character) != character or nfd.normalize_str(text) == moved:
            found.append(point)
    return found


def undecomposed():
    """Characters that Unicode 17 decomposes and the reference does not."""
    later = [0x32FF, 0xA7F1, 0xA7F2, 0xA7F3, 0xA7F4, 0xAB69, *range(0x10000, 0x20000)]
    nfkd = normalizers.NFKD()
    return [point for point in later if nfkd.normalize_str(chr(point)) == chr(point)]


def scripts():
    """Ranges of one script each, named by their first character: (first, last, first of the script); Any is left out."""
    splitter = pre_tokenizers.UnicodeScripts()
    heads = []
    found = []
    for point in CODE_POINTS:
        character = chr(point)
        if found and found[-1][1] == point - 1:
            head = chr(found[-1][2])
            if character != " " and len(splitter.pre_tokenize_str(head + character)) == 1 and not is_any(splitter, character):
                found[-1][1] = point
                continue
        if is_any(splitter, character):
            continue
        head = next((h for h in heads if len(splitter.pre_tokenize_str(chr(h) + character)) == 1), None)
        if head is None:
            heads.append(point)
            head = point
        found.append([point, point, head])
    return [(first, last, heads.index(head)) for first, last, head in found]


def is_any(splitter, character):
    """Characters of every script join both Latin letters and signs, which are of two."""
    pieces = [splitter.pre_tokenize_str(other + character) for other in ("a", "!")]
    return all(len(found) == 1 for found in pieces)


def script_words():
    words = []
    after = 0
    for first, last, script in scripts():
        words += [base36(first - after), base36(last - first), base36(script)]
        after = last + 1
    return words


def class_words():
    words = []
    for value in range(1, 255):
        points = combining(value)
        if points:
            found = encode(ranges(points))
            words += [base36(value), base36(len(found) // 2), *found]
    return words


def named(name, meaning, words):
    strings = "\n".join(f"  '{line}'," for line in lines(words))
    return f"/** {meaning} */\nexport const {name} = [\n{strings}\n].join(' ');\n"


def reference_tables():
    bert = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    clean = normalizers.BertNormalizer(**{**bert, "clean_text": True})
    marks = normalizers.Sequence([normalizers.BertNormalizer(**{**bert, "strip_accents": True})])
    yield "WORD_RANGES", "Word characters of the Whitespace pre-tokenizer and of whole-word added tokens.", encode(
        ranges(word(pre_tokenizers.Whitespace())))
    yield "PUNCTUATION_RANGES", "Punctuation of the Bert and Punctuation pre-tokenizers.", encode(
        ranges(isolated(pre_tokenizers.Punctuation())))
    yield "NUMERIC_RANGES", "Characters of the Digits pre-tokenizer.", encode(
        ranges(isolated(pre_tokenizers.Digits(individual_digits=True))))
    yield "CONTROL_RANGES", "What BertNormalizer's cleaning removes.", encode(ranges(removed(clean)))
    yield "NONSPACING_MARK_RANGES", "What BertNormalizer removes as accents.", encode(ranges(removed(marks)))
    yield "COMBINING_MARK_RANGES", "What StripAccents removes.", encode(ranges(removed(normalizers.StripAccents())))
    yield "UNDECOMPOSED_RANGES", "What Unicode 17 decomposes and the reference does not yet.", encode(
        ranges(undecomposed()))
    yield "PATTERN_WORD_RANGES", "`\\\\w` of patterns.", encode(ranges(matched(r"\w")))
    yield "PATTERN_DIGIT_RANGES", "`\\\\d` of patterns.", encode(ranges(matched(r"\d")))
    yield "PATTERN_ASSIGNED_RANGES", "Code points that are assigned for patterns, `\\\\P{Cn}`.", encode(
        ranges(matched(r"\P{Cn}")))
    yield "COMBINING_CLASSES", "Canonical combining classes: the class, how many ranges it has, its ranges.", class_words()
    yield "SCRIPT_RANGES", "Scripts of the UnicodeScripts pre-tokenizer: ranges, each with the number of its script.", (
        script_words())


if __name__ == "__main__":
    (SOURCE / "unicode-ranges.ts").write_text(HEADER + "\n".join(table(*entry) for entry in TABLES), encoding="utf-8")
    tables = [named(name, meaning.replace("\\\\", "\\"), words) for name, meaning, words in reference_tables()]
    (SOURCE / "unicode/reference-ranges.ts").write_text(HEADER + "\n".join(tables), encoding="utf-8")
