"""Makes packages/evaluator/fixtures/rouge.json with Google's rouge-score (0.1.2): ROUGE-1, 2, 4, L and Lsum of texts
of several lines, with and without stemming, and NLTK's stems of words.

    python tools/parity/rouge_metrics_fixture.py [--cases N --out FOLDER]
"""

from metric_cases import changed, main, sentence
from nltk.stem.porter import PorterStemmer
from rouge_score.rouge_scorer import RougeScorer

TYPES = ["rouge1", "rouge2", "rouge4", "rougeL", "rougeLsum"]
SCORERS = {stem: RougeScorer(TYPES, use_stemmer=stem) for stem in (False, True)}
STEMMER = PorterStemmer()
STEMS = "relat condit rat val hesit digit conform radic differ vile analog vietnam predic oper feud decis hope call " \
    "form sens triplic electr good reviv allow infer airlin gyroscop adjust defens irrit replac depend adopt homolog " \
    "commun activ angular effect bowdl probat ceas control roll hop tan fall hiss fizz fil fail conflat troubl siz " \
    "plaster bled motor sing agree feed happ sk fl d l geo theo archae enjo say tr spy full bus y yy syzyg toy".split()
SUFFIXES = "ational tional enci anci izer abli alli entli eli ousli ization ation ator alism iveness fulness ousness " \
    "aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment " \
    "ent ion sion tion ou ism ate iti ous ive ize s es ies sses ss ed ied eed ing e ll y ly".split()


def word(rng):
    if rng.random() < 0.1:
        return "".join(rng.choice("aeioulstzbyng") for _ in range(rng.randint(1, 7)))
    return rng.choice(STEMS) + "".join(rng.choice(SUFFIXES) for _ in range(rng.randint(0, 2)))


def text(rng):
    def line():
        return sentence(rng) if rng.random() < 0.6 else " ".join(word(rng) for _ in range(rng.randint(1, 10)))
    return "\n".join(line() for _ in range(rng.randint(1, 4)))


def make(rng, index):
    stem = index % 2 == 1
    summary = text(rng)
    references = [changed(rng, summary) if rng.random() < 0.85 else text(rng) for _ in range(rng.choice([1, 1, 2]))]
    scores = SCORERS[stem].score_multi(references, summary)
    words = [word(rng) for _ in range(10)]
    return {
        "stem": stem,
        "summary": summary,
        "references": references,
        "scores": [list(map(float, scores[name])) for name in TYPES],
        "words": {one: STEMMER.stem(one) for one in words},
    }


if __name__ == "__main__":
    main("rouge", 240, make)
